import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { countEvents, decodeRecord } from "./decode-record.ts";
import { encodeRecord } from "./encode-record.ts";
import type { EventRecord, RecordedEvent } from "./record.ts";

const plain: EventRecord = {
  received_at: 1_700_000_000_123,
  project_id: "prj_1",
  untaken: [],
  events: [event({ event_id: "evt_1", row: '{"name":"signup"}' })],
};

describe("a record comes back as it was", () => {
  const records: [what: string, record: EventRecord][] = [
    ["with one event", plain],
    ["with nothing at all", { ...plain, project_id: "", events: [] }],
    [
      "with counts only",
      {
        ...plain,
        untaken: [
          { verdict: "rejected", reason: 3, count: 1_000 },
          { verdict: "filtered", reason: 0, count: 4_294_967_295 },
        ],
        events: [],
      },
    ],
    ["with empty texts", { ...plain, events: [event({}), event({})] }],
    [
      "with text of every length in UTF-8",
      {
        ...plain,
        project_id: "проект",
        events: [
          event({ event_id: "é", visitor_id: "漢字", session_id: "😀😀", row: '{"a":"\u{10ffff}\u0000"}' }),
        ],
      },
    ],
    [
      "with a byte order mark in its texts",
      { ...plain, project_id: "\ufeffp", events: [event({ visitor_id: "\ufeff" })] },
    ],
    ["with ids of the longest kind", { ...plain, events: [event({ event_id: "漢".repeat(21_845) })] }],
    ["with a row of a megabyte", { ...plain, events: [event({ row: `{"a":"${"é".repeat(500_000)}"}` })] }],
    [
      "with times at the ends of their range",
      { ...plain, received_at: 0, events: [event({ time: 10_382_255_999_999 })] },
    ],
    [
      "with a thousand events",
      {
        ...plain,
        events: Array.from({ length: 1_000 }, (_, index) =>
          event({ time: index, resendable: index % 2 === 0, event_id: `e${index}`, row: `{"n":${index}}` }),
        ),
      },
    ],
  ];
  test.each(records)("%s", (_, record) => {
    const bytes = encodeRecord(record);
    expect(readBack(bytes)).toEqual(record);
    expect(countEvents(bytes)).toBe(record.events.length);
  });

  test("whatever it holds", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    const recordedEvent = fc.record({
      time: fc.nat(),
      resendable: fc.boolean(),
      event_id: text,
      visitor_id: text,
      session_id: text,
      row: text,
    });
    const untaken = fc.record({
      verdict: fc.constantFrom("rejected" as const, "filtered" as const),
      reason: fc.nat(255),
      count: fc.nat(0xffffffff),
    });
    const record = fc.record({
      received_at: fc.nat(),
      project_id: text,
      untaken: fc.array(untaken, { maxLength: 10 }),
      events: fc.array(recordedEvent, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(record, (given) => {
        const bytes = encodeRecord(given);
        expect(readBack(bytes)).toEqual(given);
        expect(countEvents(bytes)).toBe(given.events.length);
      }),
      { numRuns: 50 },
    );
  });

  test("when it lies anywhere in a larger buffer", () => {
    const bytes = encodeRecord(plain);
    const larger = new Uint8Array(bytes.byteLength + 20).fill(255);
    larger.set(bytes, 7);
    expect(readBack(larger.subarray(7, 7 + bytes.byteLength))).toEqual(plain);
  });
});

describe("the record codec", () => {
  test("writes no lone surrogate: it has no UTF-8 form and becomes U+FFFD", () => {
    const given = { ...plain, events: [event({ session_id: "a\ud800b\udc00" })] };
    expect(readBack(encodeRecord(given)).events[0]!.session_id).toBe("a\ufffdb\ufffd");
  });

  test("keeps its byte layout, because logs outlive versions of the program", () => {
    const record: EventRecord = {
      received_at: 2,
      project_id: "p",
      untaken: [{ verdict: "filtered", reason: 1, count: 258 }],
      events: [{ time: 1, resendable: true, event_id: "e", visitor_id: "v", session_id: "", row: "{}" }],
    };
    const header = ["01", "0000000000000040", "0100", "70"];
    const counts = ["01", "01", "01", "02010000"];
    const events = [
      "01000000",
      "000000000000f03f",
      "01",
      "0100",
      "65",
      "0100",
      "76",
      "0000",
      "02000000",
      "7b7d",
    ];
    expect(Buffer.from(encodeRecord(record)).toString("hex")).toBe(
      [...header, ...counts, ...events].join(""),
    );
  });

  test("refuses an id that its length cannot tell, instead of writing a torn record", () => {
    expect(() => encodeRecord({ ...plain, events: [event({ event_id: "x".repeat(65_536) })] })).toThrow(
      "broken invariant",
    );
  });

  test("refuses a version that it does not know", () => {
    const bytes = encodeRecord(plain);
    for (const version of [0, 2, 255]) {
      bytes[0] = version;
      expect(() => decodeRecord(bytes)).toThrow("the log record has an unknown version");
      expect(() => countEvents(bytes)).toThrow("the log record has an unknown version");
    }
    expect(() => countEvents(new Uint8Array(0))).toThrow("the log record has an unknown version");
  });

  test("refuses a record that was cut off anywhere, instead of reading what lies behind it", () => {
    const bytes = encodeRecord({ ...plain, untaken: [{ verdict: "rejected", reason: 1, count: 1 }] });
    const behind = new Uint8Array(bytes.byteLength * 2).fill(1);
    behind.set(bytes);
    for (let length = 0; length < bytes.byteLength; length++) {
      expect(() => decodeRecord(behind.subarray(0, length))).toThrow();
    }
  });
});

function event(given: Partial<RecordedEvent>): RecordedEvent {
  return { time: 0, resendable: false, event_id: "", visitor_id: "", session_id: "", row: "", ...given };
}

function readBack(bytes: Uint8Array): EventRecord {
  const text = (part: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(part);
  const view = decodeRecord(bytes);
  const events = view.events.map((one) => ({
    time: one.time,
    resendable: one.resendable,
    event_id: text(one.event_id),
    visitor_id: text(one.visitor_id),
    session_id: text(one.session_id),
    row: text(one.row),
  }));
  return { received_at: view.received_at, project_id: view.project_id, untaken: view.untaken, events };
}
