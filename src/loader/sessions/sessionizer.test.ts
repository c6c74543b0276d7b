import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { minuteMs } from "../../kernel/clock.ts";
import { Fingerprinter } from "../dedupe/fingerprint.ts";
import { SessionTable } from "./session-table.ts";
import { Sessionizer } from "./sessionizer.ts";

const timeoutMs = 30 * minuteMs;
const start = 1_700_000_000_000;

interface Visit {
  readonly project: string;
  readonly visitor: string;
  /** Empty when the client sent none. */
  readonly session: string;
  readonly time: number;
}

describe("a session without a client's id", () => {
  test("has an id of its own making, which tells nothing of the visitor", () => {
    const { id, seed } = place(create(), { visitor: "jane@example.com" });
    expect(id).toMatch(/^ses_[0-9a-f]{16}_loyw3v28$/);
    expect(start.toString(36)).toBe("loyw3v28");
    expect(seed).toBe(start);
  });

  test("goes on until the visitor was silent for exactly the timeout", () => {
    const sessionizer = create();
    const first = place(sessionizer, {});
    expect(place(sessionizer, { time: start + timeoutMs - 1 })).toEqual(first);
    const second = place(sessionizer, { time: start + 2 * timeoutMs - 1 });
    expect(second.seed).toBe(start + 2 * timeoutMs - 1);
    expect(second.id).not.toBe(first.id);
  });

  test("belongs to one visitor of one project", () => {
    const sessionizer = create();
    const ids = [
      place(sessionizer, {}),
      place(sessionizer, { visitor: "w" }),
      place(sessionizer, { project: "q" }),
      place(sessionizer, { project: "q", visitor: "w" }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });
});

describe("a session with a client's id", () => {
  test("keeps that id, and has the time behind it when the id is used again after a silence", () => {
    const sessionizer = create();
    expect(place(sessionizer, { session: "s" }).id).toBe("s");
    expect(place(sessionizer, { session: "s", time: start + timeoutMs - 1 }).id).toBe("s");
    const again = start + 2 * timeoutMs - 1;
    expect(place(sessionizer, { session: "s", time: again })).toEqual({
      id: `s~${again.toString(36)}`,
      seed: again,
    });
    expect(place(sessionizer, { session: "s", time: again + 1 }).id).toBe(`s~${again.toString(36)}`);
    expect(place(sessionizer, { session: "s", time: start + 1 }).id).toBe("s");
  });

  test("is the same for two visitors: a visitor may sign in within it", () => {
    const sessionizer = create();
    expect(place(sessionizer, { session: "s", visitor: "anonymous" }).id).toBe("s");
    expect(place(sessionizer, { session: "s", visitor: "jane", time: start + timeoutMs - 1 })).toEqual({
      id: "s",
      seed: start,
    });
  });

  test("is another one in another project, and another than the visitor's of that name", () => {
    const sessionizer = create();
    place(sessionizer, { session: "s", time: start - timeoutMs });
    expect(place(sessionizer, { session: "s", project: "q" })).toEqual({ id: "s", seed: start });
    expect(place(sessionizer, { visitor: "s" }).id).toStartWith("ses_");
    expect(place(sessionizer, { visitor: "s" }).seed).toBe(start);
  });

  test("keeps an id of any characters as it is, so that two ids stay two", () => {
    const sessionizer = create();
    for (const session of ["\ufeffs", "s", "é", "😀", " ", "~", "a~b"]) {
      expect(place(sessionizer, { session }).id).toBe(session);
    }
  });
});

describe("over random streams", () => {
  const visit: fc.Arbitrary<Visit> = fc.record({
    project: fc.constantFrom("p", "q"),
    visitor: fc.constantFrom("v", "w"),
    session: fc.constantFrom("", "", "v", "s"),
    // Steps of half a timeout and one millisecond to either side: gaps of exactly the timeout abound.
    time: fc
      .tuple(fc.nat(16), fc.integer({ min: -1, max: 1 }))
      .map(([half, off]) => start + half * (timeoutMs / 2) + off),
  });
  const visits = fc.array(visit, { maxLength: 120, size: "max" });

  test("the sessionizer agrees with a list of sessions, late events and all", () => {
    fc.assert(
      fc.property(visits, (stream) => {
        const sessionizer = create();
        const reference = new ListOfSessions();
        const idOf = new Map<string, string>();
        for (const one of stream) {
          const expected = reference.place(one);
          const found = place(sessionizer, one);
          expect(found.seed).toBe(expected.seed);
          if (one.session !== "") expect(found.id).toBe(expected.name);
          // Ids of our own making are hashes: the same for the same session, another for any other.
          expect(idOf.get(expected.name) ?? found.id).toBe(found.id);
          idOf.set(expected.name, found.id);
        }
        expect(new Set(idOf.values()).size).toBe(new Set(idOf.keys()).size);
      }),
      { numRuns: 60 },
    );
  });

  test("events in the order of time are cut exactly where the silence is the timeout or more", () => {
    fc.assert(
      fc.property(visits, (stream) => {
        const sessionizer = create();
        const last = new Map<string, { time: number; id: string }>();
        for (const one of stream.toSorted((a, b) => a.time - b.time)) {
          const { id } = place(sessionizer, one);
          const key = keyOf(one);
          const before = last.get(key);
          if (before !== undefined) expect(id === before.id).toBe(one.time - before.time < timeoutMs);
          last.set(key, { time: one.time, id });
        }
      }),
      { numRuns: 60 },
    );
  });

  test("the same stream gets the same sessions again, as a batch does that is loaded again", () => {
    fc.assert(
      fc.property(visits, (stream) => {
        const [one, other] = [create(), create()];
        expect(stream.map((visited) => place(one, visited))).toEqual(
          stream.map((visited) => place(other, visited)),
        );
      }),
      { numRuns: 20 },
    );
  });
});

interface ListedSession {
  readonly key: string;
  readonly seed: number;
  readonly name: string;
  readonly times: number[];
}

/** The reference: every session of a key in a list, searched from end to end. */
class ListOfSessions {
  readonly #sessions: ListedSession[] = [];

  place(visit: Visit): { seed: number; name: string } {
    const key = keyOf(visit);
    const known = this.#sessions.filter((session) => session.key === key);
    const near = known.filter(({ times }) => times.some((time) => Math.abs(time - visit.time) < timeoutMs));
    const [earliest] = near.toSorted((a, b) => Math.min(...a.times) - Math.min(...b.times));
    const session = earliest ?? this.#begin(key, visit, known.length === 0);
    session.times.push(visit.time);
    return session;
  }

  #begin(key: string, { session, time }: Visit, isFirst: boolean): ListedSession {
    const suffix = time.toString(36);
    const clientName = isFirst ? session : `${session}~${suffix}`;
    const begun = { key, seed: time, name: session === "" ? `${key} ${suffix}` : clientName, times: [] };
    this.#sessions.push(begun);
    return begun;
  }
}

function keyOf({ project, visitor, session }: Visit): string {
  return session === "" ? `visitor ${project} ${visitor}` : `client ${project} ${session}`;
}

function create(): Sessionizer {
  return new Sessionizer({
    fingerprinter: new Fingerprinter([1n, 2n]),
    table: new SessionTable(),
    timeoutMs,
  });
}

function place(sessionizer: Sessionizer, given: Partial<Visit>): { id: string; seed: number } {
  const visit: Visit = { project: "p", visitor: "v", session: "", time: start, ...given };
  const event = {
    visitor_id: new TextEncoder().encode(visit.visitor),
    session_id: new TextEncoder().encode(visit.session),
    time: visit.time,
  };
  return sessionizer.place({ project_id: visit.project, received_at: visit.time }, event);
}
