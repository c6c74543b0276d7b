import type { PathsParams } from "./params.ts";

export type PathsPlan = PathsParams;

export function planPaths(params: PathsParams): PathsPlan {
  return params;
}
