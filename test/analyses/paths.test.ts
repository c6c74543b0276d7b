import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { paths } from "../../src/analyses/paths/index.ts";
import type { PathsParams } from "../../src/analyses/paths/params.ts";
import type { Paths } from "../../src/analyses/paths/shape.ts";
import { isPageView } from "../../src/event/event.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { eventsIn } from "../engine/reference.ts";
import { wholeVisitors } from "../engine/sampled-streams.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Paths". */

test.each(projects)(
  "against the reference, on random streams, %s",
  async (_, isSampled) => {
    const extra = fc.record({
      start: fc.constantFrom("page_view", "pageview", "signup", undefined),
      direction: fc.constantFrom("after", "before" as const),
      by: fc.constantFrom("event", "page" as const),
      depth: fc.integer({ min: 1, max: 5 }),
      limit: fc.integer({ min: 1, max: 3 }),
      daysMs: fc.constantFrom(dayMs, 60 * dayMs),
    });
    await forEachStream(
      engine,
      { extra, eventsMax: 60, isSampled },
      async (stream, { start: name, daysMs, ...asked }) => {
        const period = { from: stream.around - daysMs, to: stream.around + daysMs };
        const start: PathsParams["start"] = { name, conditions: [] };
        const answer = await engine.run(
          paths,
          { ...asked, start, query: { ...everything, period } },
          stream.project,
        );
        const read = eventsIn(stream.events, period).filter((event) => isNode(event, asked.by));
        const { events, factor } = wholeVisitors(read, read);
        const expected = reference(events, asked, name);
        expect(answer).toEqual({
          nodes: expected.nodes.map((node) => {
            return { ...node, sessions: node.sessions * factor, ends: node.ends * factor };
          }),
          links: expected.links.map((link) => ({ ...link, sessions: link.sessions * factor })),
        });
      },
    );
  },
  1_500_000,
);

function reference(
  events: readonly StoredEvent[],
  { direction, by, depth, limit }: Omit<PathsParams, "query" | "start">,
  start: string | undefined,
): Paths {
  const shown = events.filter((event) => isNode(event, by));
  const taken: string[][] = [];
  for (const own of Map.groupBy(shown, ({ session_id }) => session_id).values()) {
    const ordered = direction === "after" ? own : own.toReversed();
    const first = ordered.findIndex(({ name }) => start === undefined || name === start);
    if (first < 0) continue;
    const nodes = ordered.slice(first).map(({ name, path }) => (by === "event" ? name : path));
    taken.push(nodes.filter((node, index) => node !== nodes[index - 1]).slice(0, depth + 1));
  }
  const levels = Array.from({ length: depth + 1 }, (_, level) => {
    const counts = Map.groupBy(
      taken.filter((path) => path.length > level),
      (path) => path[level]!,
    );
    return [...counts]
      .toSorted(([a, x], [b, y]) => y.length - x.length || compare(a, b))
      .slice(0, limit)
      .map(([node]) => node);
  });
  const nameAt = (path: readonly string[], level: number) =>
    levels[level]!.includes(path[level]!) ? path[level]! : null;
  const id = (level: number, name: string | null) => (name === null ? `${level}` : `${level}:${name}`);
  const nodes: Paths["nodes"] = levels.flatMap((_, level) => {
    const there = Map.groupBy(
      taken.filter((path) => path.length > level),
      (path) => nameAt(path, level),
    );
    return [...there]
      .map(([name, own]) => ({
        id: id(level, name),
        level,
        name,
        isOther: name === null,
        sessions: own.length,
        ends: own.filter((path) => path.length === level + 1 && level < depth).length,
      }))
      .toSorted(
        (a, b) =>
          Number(a.isOther) - Number(b.isOther) ||
          b.sessions - a.sessions ||
          compare(a.name ?? "", b.name ?? ""),
      );
  });
  const links = levels.flatMap((_, level) => {
    const going = taken.filter((path) => path.length > level + 1);
    const pairs = Map.groupBy(going, (path) =>
      JSON.stringify([nameAt(path, level), nameAt(path, level + 1)]),
    );
    return [...pairs]
      .map(([key, own]) => ({
        pair: JSON.parse(key) as [string | null, string | null],
        sessions: own.length,
      }))
      .toSorted(
        (a, b) =>
          Number(a.pair[0] === null) - Number(b.pair[0] === null) ||
          Number(a.pair[1] === null) - Number(b.pair[1] === null) ||
          b.sessions - a.sessions ||
          compare(a.pair[0] ?? "", b.pair[0] ?? "") ||
          compare(a.pair[1] ?? "", b.pair[1] ?? ""),
      )
      .map(({ pair, sessions }) => ({
        source: id(level, pair[0]),
        target: id(level + 1, pair[1]),
        sessions,
      }));
  });
  return { nodes, links };
}

function isNode({ name, path }: StoredEvent, by: PathsParams["by"]): boolean {
  return by === "event" || (isPageView(name) && path !== "");
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

test("worked by hand: a repeated page counts once, an early end is told, ties go by arrival", async () => {
  const project = engine.newProject();
  const view = (time: number, visitor_id: string, path: string) => ({
    name: "page_view",
    time,
    visitor_id,
    path,
  });
  await engine.insertEvents(project, [
    view(1_000, "ann", "/"),
    view(1_000, "ann", "/"), // Again, in the same millisecond.
    view(1_000, "ann", "/buy"),
    view(1_000, "bob", "/"),
    view(2_000, "bob", "/help"),
    view(3_000, "bob", "/buy"),
    view(1_000, "cid", "/"),
    view(9_000, "dan", "/buy"),
  ]);
  const params: PathsParams = {
    query: everything,
    start: { conditions: [{ field: { column: "path" }, operator: "eq", value: "/" }] },
    direction: "after",
    by: "page",
    depth: 2,
    limit: 1,
  };
  expect(await engine.run(paths, params, project)).toEqual({
    nodes: [
      { id: "0:/", level: 0, name: "/", isOther: false, sessions: 3, ends: 1 }, // Cid ends here.
      { id: "1:/buy", level: 1, name: "/buy", isOther: false, sessions: 1, ends: 1 },
      { id: "1", level: 1, name: null, isOther: true, sessions: 1, ends: 0 }, // Bob at /help.
      { id: "2:/buy", level: 2, name: "/buy", isOther: false, sessions: 1, ends: 0 },
    ],
    links: [
      { source: "0:/", target: "1:/buy", sessions: 1 },
      { source: "0:/", target: "1", sessions: 1 },
      { source: "1", target: "2:/buy", sessions: 1 },
    ],
  });
});
