import { describe, expect, test } from "bun:test";
import { defaultSettings, mergeSettings, projectSettingsSchema } from "./project-settings.ts";
import { leavesOut } from "./settings/sampling-settings.ts";

describe("sampling", () => {
  const parse = (sampling: unknown) => projectSettingsSchema.safeParse({ sampling });

  test("keeps everything unless told otherwise", () => {
    expect(defaultSettings.sampling).toEqual({ keepOneIn: 1, events: [] });
    expect(leavesOut(defaultSettings.sampling)).toBe(false);
    const precious = { name: "purchase", keepOneIn: 1 };
    expect(leavesOut({ keepOneIn: 1, events: [precious] })).toBe(false);
    expect(leavesOut({ keepOneIn: 1, events: [precious, { name: "scroll", keepOneIn: 2 }] })).toBe(true);
    expect(leavesOut({ keepOneIn: 2, events: [precious] })).toBe(true);
  });

  test("takes names that are properties of every object", () => {
    const events = ["__proto__", "constructor", "toString"].map((name) => ({ name, keepOneIn: 10 }));
    expect(parse({ events }).data?.sampling.events).toEqual(events);
  });

  test("takes whole numbers from 1 to the limit, each name once, and so many names", () => {
    const rules = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ name: `n${n}`, keepOneIn: 2 }));
    for (const right of [{ keepOneIn: 10_000 }, { keepOneIn: 1 }, { events: rules(200) }]) {
      expect(parse(right).success).toBe(true);
    }
    const wrong = [
      { keepOneIn: 0 },
      { keepOneIn: 10_001 },
      { keepOneIn: 1.5 },
      { keepOneIn: "10" },
      { keepOneIn: null },
      { keepOnein: 10 },
      { events: rules(201) },
      { events: [...rules(2), ...rules(1)] },
      { events: { scroll: 10 } },
      { events: [{ name: "", keepOneIn: 2 }] },
      { events: [{ name: "x".repeat(201), keepOneIn: 2 }] },
      { events: [{ name: "scroll" }] },
      { events: [{ name: "scroll", keepOneIn: 0 }] },
    ];
    for (const sampling of wrong) expect([sampling, parse(sampling).success]).toEqual([sampling, false]);
  });
});

describe("a project's settings", () => {
  test("are complete without anything set", () => {
    expect(defaultSettings.ingest).toEqual({ origins: null, eventNames: null });
    expect(Object.keys(defaultSettings)).toEqual(["ingest", "limits", "privacy", "retention", "sampling"]);
  });

  test("are merged by section and field; what is not named stays", () => {
    const set = mergeSettings({}, { ingest: { origins: ["https://shop.example"] } });
    const more = mergeSettings(set, { ingest: { eventNames: ["signup"] } });
    expect(more).toEqual({ ingest: { origins: ["https://shop.example"], eventNames: ["signup"] } });
    expect(mergeSettings(more, { ingest: { origins: null } })).toEqual({
      ingest: { origins: null, eventNames: ["signup"] },
    });
    // What was read is not changed under the reader's hands.
    expect(set).toEqual({ ingest: { origins: ["https://shop.example"] } });
  });

  test("know no unknown section, no unknown field, and no address that is no origin", () => {
    for (const wrong of [
      { ingests: {} },
      { ingest: { origin: [] } },
      { ingest: { origins: ["https://shop.example/"] } },
      { ingest: { origins: ["shop.example"] } },
      { ingest: { origins: ["null"] } },
      JSON.parse('{"__proto__": {"a": 1}, "constructor": {}}'),
    ]) {
      expect(projectSettingsSchema.safeParse(wrong).success).toBe(false);
    }
  });
});
