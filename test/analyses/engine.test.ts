import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ColumnName, columnNames } from "../../src/query/columns.ts";
import type { Condition } from "../../src/query/condition.ts";
import type { Query } from "../../src/query/query.ts";
import { Engine } from "../engine/engine.ts";
import { casesNow } from "./case.ts";
import { cases } from "./cases.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
  engine.now = casesNow;
  const view = { name: "page_view", time: casesNow - 60_000, visitor_id: "v", path: "/" };
  await engine.insertEvents("hostile", [view]);
  await engine.insertEvents("hostile-sampled", [{ ...view, sample_factor: 3 }]);
  engine.sampled.add("hostile-sampled");
});

afterAll(() => engine.stop());

describe("every case is SQL that the engine takes, with a hostile text:", () => {
  const asked = cases.flatMap((one) =>
    ["hostile", "hostile-sampled"].map((project) => [`${one.analysis}: ${one.name}`, project, one] as const),
  );
  test.each(asked)("%s, of the project %s", async (_, project, one) => {
    const outside = "\\'; DROP TABLE events_v1; -- {p0:String} \n\"`";
    await one.run((analysis, params) => engine.run(analysis, params, project), outside);
  });
});

/** Their questions have no filters. */
const takesNoFilters = new Set([
  // Those of realtime and sessions stand elsewhere in the question.
  "realtime",
  "load-progress",
  "known-events",
  "sessions",
  "session-detail",
  "journey",
  "segment-members",
]);

/*
 * One event with another text in every column. Filters that it fulfils change no answer, whatever their
 * columns; one that it does not fulfil makes every answer that of an empty project. An alias that hides a
 * column, or a part of a question that forgets the filters, shows here.
 */
describe("filters reach every part of", () => {
  const texts = Object.fromEntries(columnNames.map((column) => [column, `of ${column}`]));
  let project: string;

  beforeAll(async () => {
    project = engine.newProject();
    const time = Date.UTC(2024, 4, 31, 10, 10);
    // The client's session id becomes the session's own, because it is the first under that id.
    await engine.insertEvents(project, [
      { ...texts, name: "page_view", visitor_id: "of visitor_id", value: 7, time },
    ]);
  });

  const questions = cases.filter(({ analysis }) => !takesNoFilters.has(analysis));
  test.each(questions.map((one) => [`${one.analysis}: ${one.name}`, one] as const))("%s", async (_, one) => {
    const answer = (filters: Condition[], of = project) =>
      one.run((analysis, params) => engine.run(analysis, withFilters(params, filters), of), "harmless");
    const unfiltered = await answer([]);
    expect(await answer(columnNames.map((column) => equals(column, valueOf(column))))).toEqual(unfiltered);
    expect(await answer([equals("country", "elsewhere")])).toEqual(await answer([], "empty"));
  });

  function valueOf(column: ColumnName): string | number {
    if (column === "name") return "page_view";
    return column === "value" ? 7 : texts[column]!;
  }
});

function equals(column: ColumnName, value: string | number): Condition {
  return { field: { column }, operator: "eq", value };
}

/** The question with more filters, wherever it keeps its query. */
function withFilters<Params>(params: Params, filters: readonly Condition[]): Params {
  const given = params as
    | { query: Query }
    | { funnel: { query: Query } }
    | { retention: { query: Query } }
    | { test: { query: Query } };
  if ("funnel" in given) return { ...params, funnel: withFilters(given.funnel, filters) };
  if ("retention" in given) return { ...params, retention: withFilters(given.retention, filters) };
  if ("test" in given) return { ...params, test: withFilters(given.test, filters) };
  return { ...params, query: { ...given.query, filters: [...given.query.filters, ...filters] } };
}
