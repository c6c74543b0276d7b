import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Event, Properties } from "./event.ts";
import { rowJson } from "./row.ts";

const empty: Event = {
  project_id: "prj_1",
  event_id: "evt_1",
  name: "signup",
  time: 1_700_000_000_000,
  received_at: 1_700_000_000_001,
  user_id: "",
  anonymous_id: "",
  visitor_id: "v",
  session_id: "",
  url: "",
  path: "",
  title: "",
  referrer: "",
  referrer_domain: "",
  channel: "",
  utm_source: "",
  utm_medium: "",
  utm_campaign: "",
  utm_term: "",
  utm_content: "",
  device_type: "",
  os: "",
  os_version: "",
  browser: "",
  browser_version: "",
  is_bot: false,
  bot_name: "",
  country: "",
  region: "",
  city: "",
  value: null,
  currency: "",
  source: "platform",
  ip_hash: "",
  sample_factor: 1,
  properties: {},
};

/** Every column has a value of its own, so that a mix-up shows. */
const full: Event = {
  ...(Object.fromEntries(Object.keys(empty).map((column) => [column, `the ${column}`])) as unknown as Event),
  time: 1,
  received_at: 2,
  is_bot: true,
  value: 0.1,
  sample_factor: 10,
  properties: { plan: "pro" },
};

describe("rowJson", () => {
  test("has every column but those that the loader adds", () => {
    const { session_id: _, ...stored } = full;
    expect(JSON.parse(rowJson(full))).toEqual(stored);
  });

  test("leaves out what is the column's default", () => {
    expect(rowJson(empty)).toBe(
      '{"project_id":"prj_1","event_id":"evt_1","name":"signup","time":1700000000000,"received_at":1700000000001,"visitor_id":"v","source":"platform","properties":{}}',
    );
  });

  test("does not take a value of zero, or times at the epoch, for absent", () => {
    const row = JSON.parse(rowJson({ ...empty, value: 0, time: 0, received_at: 0 })) as Event;
    expect(row).toMatchObject({ value: 0, time: 0, received_at: 0 });
  });

  test("never lets a client's session id or sequence number into the row: the loader writes those", () => {
    const sent = { ...full, seq: 7 } as Event;
    const row = JSON.parse(rowJson(sent)) as Record<string, unknown>;
    expect(Object.hasOwn(row, "session_id")).toBe(false);
    expect(Object.hasOwn(row, "seq")).toBe(false);
  });

  test("is one line with one object, whatever the event says", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, fc.dictionary(text, fc.oneof(text, fc.integer())), (name, url, properties) => {
        const row = rowJson({ ...empty, name, url, properties });
        expect(row).not.toMatch(/[\r\n]/);
        expect(row.startsWith("{")).toBe(true);
        const read = JSON.parse(row) as Event;
        expect(read.name).toBe(name === "" ? (undefined as unknown as string) : name);
        expect(Object.entries(read.properties)).toEqual(Object.entries(properties));
      }),
    );
  });

  test("keeps properties named like columns, or like nothing good, inside the properties", () => {
    const properties = JSON.parse('{"project_id":"other","__proto__":{"is_bot":true}}') as Properties;
    const row = rowJson({ ...empty, properties });
    expect(row).toEndWith('"properties":{"project_id":"other","__proto__":{"is_bot":true}}}');
    expect((JSON.parse(row) as Event).project_id).toBe("prj_1");
  });
});
