import { afterAll, beforeAll, expect, test } from "bun:test";
import { Engine } from "../../../test/engine/engine.ts";
import { dayMs } from "../../kernel/clock.ts";
import { knownEvents } from "./index.ts";
import type { KnownEventsParams } from "./params.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

const noon = Date.UTC(2024, 4, 31, 12);
const event = (event_id: string, time: number) => ({ name: "a", visitor_id: "v", event_id, time });

async function known(project: string, params: Partial<KnownEventsParams>): Promise<string[]> {
  const answer = await engine.run(
    knownEvents,
    { eventIds: [], from: noon - dayMs, to: noon + dayMs, ...params },
    project,
  );
  return [...answer].toSorted();
}

test("tells which ids are there: of the project, within [from, to), each once", async () => {
  const [project, other] = [engine.newProject(), engine.newProject()];
  await engine.insertEvents(project, [
    event("before", noon - 1),
    event("first", noon),
    event("twice", noon),
    event("twice", noon + 1),
    event("last", noon + 9),
    event("behind", noon + 10),
  ]);
  await engine.insertEvents(other, [event("other", noon)]);
  const eventIds = ["before", "first", "twice", "twice", "last", "behind", "other", "none"];
  expect(await known(project, { eventIds, from: noon, to: noon + 10 })).toEqual(["first", "last", "twice"]);
  expect(await known(project, { eventIds })).toEqual(["before", "behind", "first", "last", "twice"]);
  expect(await known(other, { eventIds })).toEqual(["other"]);
  expect(await known(project, {})).toEqual([]);
});

test("with a bound sees only what was stored before it", async () => {
  const project = engine.newProject();
  const [first, second] = await engine.insertEvents(project, [event("a", noon), event("b", noon)]);
  const eventIds = ["a", "b"];
  expect(await known(project, { eventIds, seqBefore: first!.seq })).toEqual([]);
  expect(await known(project, { eventIds, seqBefore: second!.seq })).toEqual(["a"]);
  expect(await known(project, { eventIds, seqBefore: second!.seq + 1 })).toEqual(["a", "b"]);
});

test("ids are values, however odd, and as long and as many as a request may bring", async () => {
  const project = engine.newProject();
  const odd = ["'", "\\", "'] OR 1=1 --", "{p0:String}", "ü\u{1f600}", "\t\n", "[", "%", ""];
  const long = Array.from({ length: 1_000 - odd.length }, (_, index) =>
    `${index}`.padStart(4, "0").padEnd(200, "\u4e2d"),
  );
  await engine.insertEvents(
    project,
    [...odd, ...long.slice(0, 500)].map((id) => event(id, noon)),
  );
  expect(await known(project, { eventIds: [...odd, ...long] })).toEqual(
    [...odd, ...long.slice(0, 500)].toSorted(),
  );
});
