import { describe, expect, test } from "bun:test";
import { defaultSettings, mergeSettings, projectSettingsSchema } from "./project-settings.ts";

describe("a project's settings", () => {
  test("are complete without anything set", () => {
    expect(defaultSettings.ingest).toEqual({ origins: null, eventNames: null });
    expect(Object.keys(defaultSettings)).toEqual(["ingest", "limits", "privacy", "retention"]);
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
