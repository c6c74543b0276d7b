import type { Analysis } from "../analysis.ts";
import { type PathsParams, pathsParams } from "./params.ts";
import { type PathsPlan, planPaths } from "./plan.ts";
import { type Paths, shapePaths } from "./shape.ts";
import { pathsSql } from "./sql.ts";

export const paths: Analysis<PathsParams, PathsPlan, Paths> = {
  name: "paths",
  params: pathsParams,
  plan: planPaths,
  sql: pathsSql,
  shape: shapePaths,
};
