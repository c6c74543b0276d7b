import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { EventDraft, RequestContext } from "../event/event.ts";
import { type PrivacyPolicy, standardPrivacyPolicy } from "../event/privacy-policy.ts";
import type { SamplingRules } from "../event/sampling-rules.ts";
import { limits } from "../kernel/limits.ts";
import { createEnrichment } from "./pipeline.ts";
import { isKept } from "./sample.ts";

const now = Date.UTC(2026, 2, 1, 12);
const context: RequestContext = {
  project_id: "shop",
  source: "platform",
  received_at: now,
  ip: "192.0.2.1",
  user_agent: "",
  do_not_track: false,
  country: "",
  region: "",
  city: "",
};
const key = new Uint8Array(32).fill(7);
const rules: SamplingRules = {
  keepOneIn: 3,
  events: new Map([
    ["scroll", 10],
    ["purchase", 1],
  ]),
};
const enrichWith = (policy: Partial<PrivacyPolicy>, sampling: SamplingRules | null = rules) =>
  createEnrichment({
    ids: { eventId: (at) => `evt_${at}`, opaque: () => "" },
    salts: { daily: () => ({ day: 1, key }), addressKey: key },
    policyOf: () => ({ ...standardPrivacyPolicy, ...policy }),
    samplingOf: (project) => (project === "shop" ? sampling : null),
    limits,
  });
const enrich = enrichWith({});
const draft = (name: string, user_id: string): EventDraft => ({ name, user_id, properties: {} });
const users = Array.from({ length: 1_000 }, (_, index) => `user_${index}`);

describe("who is kept", () => {
  const ids = Array.from({ length: 100_000 }, (_, index) => `user_${index}`);

  // The number of those kept is binomial; five standard deviations are passed by once in two million times.
  test.each([2, 3, 10, 100, 1_000])("is one in %d, of numbered and of random ids", (factor) => {
    const random = ids.map(() => crypto.randomUUID());
    const deviation = Math.sqrt((ids.length / factor) * (1 - 1 / factor));
    for (const visitors of [ids, random]) {
      const kept = visitors.filter((visitor) => isKept("shop", visitor, factor)).length;
      expect(Math.abs(kept - ids.length / factor)).toBeLessThan(5 * deviation);
    }
  });

  test("is everybody at 1", () => {
    expect(ids.every((visitor) => isKept("shop", visitor, 1))).toBe(true);
  });

  test("is kept at every smaller factor too", () => {
    const factor = fc.oneof(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: limits.sampleFactorMax }),
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ unit: "binary" }),
        factor,
        factor,
        (project, visitor, one, other) => {
          const [small, large] = [Math.min(one, other), Math.max(one, other)];
          return !isKept(project, visitor, large) || isKept(project, visitor, small);
        },
      ),
      { numRuns: 20_000 },
    );
    const at = (n: number) => new Set(ids.filter((visitor) => isKept("shop", visitor, n)));
    expect([...at(10)].every((visitor) => at3.has(visitor))).toBe(true);
  });

  const at3 = new Set(ids.filter((visitor) => isKept("shop", visitor, 3)));

  test("is another sample in another project", () => {
    const both = ids.filter((visitor) => isKept("a", visitor, 10) && isKept("b", visitor, 10)).length;
    const deviation = Math.sqrt((ids.length / 100) * 0.99);
    expect(Math.abs(both - ids.length / 100)).toBeLessThan(5 * deviation);
    // The border between project and visitor counts.
    const moved = ids.filter((visitor) => isKept("a", `u${visitor}`, 2) === isKept("au", visitor, 2)).length;
    expect(Math.abs(moved - ids.length / 2)).toBeLessThan(5 * Math.sqrt(ids.length / 4));
  });

  /** Worked out once. Were they others, visitors would change sides in the middle of what they do. */
  test("stays the same from release to release", () => {
    const kept = ids.slice(0, 100).filter((visitor) => isKept("shop", visitor, 10));
    const numbers = [11, 22, 27, 37, 43, 49, 51, 59, 64, 83, 92];
    expect(kept).toEqual(numbers.map((n) => `user_${n}`));
  });
});

describe("events of a sampled project", () => {
  test("are kept at the factor of their name, else at the project's, and say so", () => {
    for (const [name, factor] of [
      ["scroll", 10],
      ["click", 3],
      ["purchase", 1],
      ["constructor", 3],
      ["__proto__", 3],
    ] as const) {
      for (const user of users) {
        const outcome = enrich(draft(name, user), context);
        if (!isKept("shop", user, factor)) expect(outcome).toEqual({ kind: "drop", reason: "sampled_out" });
        else expect(outcome).toMatchObject({ kind: "ok", event: { name, sample_factor: factor } });
      }
    }
  });

  test("of other projects are all kept, at 1", () => {
    for (const user of users) {
      const outcome = enrich(draft("scroll", user), { ...context, project_id: "other" });
      expect(outcome).toMatchObject({ kind: "ok", event: { sample_factor: 1 } });
    }
  });

  test("go by the id that is stored: a hashed one where the project hashes user ids", () => {
    const hashing = enrichWith({ hashUserIds: true });
    const stored = users.map((user) => {
      const all = enrichWith({ hashUserIds: true }, null)(draft("scroll", user), context);
      return all.kind === "ok" ? all.event.visitor_id : "";
    });
    const kept = users.map((user) => hashing(draft("scroll", user), context).kind === "ok");
    expect(kept).toEqual(stored.map((visitor) => isKept("shop", visitor, 10)));
  });

  test("are decided on when they have passed what else may end them", () => {
    const out = users.find((user) => !isKept("shop", user, 10))!;
    expect(enrich({ ...draft("scroll", out), time: -1 }, context)).toMatchObject({ kind: "reject" });
    const asking = enrichWith({ requiredConsent: "analytics" });
    expect(asking(draft("scroll", out), context)).toEqual({ kind: "drop", reason: "no_consent" });
  });

  test("of visitors without an id go by the hash of the day, so a visitor's day is whole or not there", () => {
    for (let host = 1; host < 250; host++) {
      const from = { ...context, ip: `192.0.2.${host}`, user_agent: "Mozilla/5.0" };
      const fates = Array.from({ length: 3 }, () => enrich({ name: "scroll", properties: {} }, from).kind);
      expect(new Set(fates).size).toBe(1);
    }
  });
});
