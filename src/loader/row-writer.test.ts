import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RowWriter } from "./row-writer.ts";

const encode = (text: string) => new TextEncoder().encode(text);

describe("the row writer", () => {
  test("puts the loader's fields in front and ends each row with a newline", () => {
    const rows = ['{"name":"a"}', '{"name":"é😀"}'];
    const writer = new RowWriter(rows.join("").length, 2);
    writer.write(encode(rows[0]!), 41, { id: "s", seed: 7 });
    writer.write(encode(rows[1]!), 42, { id: "ses_1", seed: 0 });
    const { bytes, ends } = writer.finish();
    const lines = [
      '{"seq":41,"session_id":"s","session_seed":7,"name":"a"}\n',
      '{"seq":42,"session_id":"ses_1","session_seed":0,"name":"é😀"}\n',
    ];
    expect(Buffer.from(bytes).toString()).toBe(lines.join(""));
    expect([...ends]).toEqual([encode(lines[0]!).byteLength, encode(lines.join("")).byteLength]);
  });

  test("of nothing has nothing", () => {
    const { bytes, ends } = new RowWriter(0, 0).finish();
    expect(bytes.byteLength).toBe(0);
    expect([...ends]).toEqual([]);
  });

  test("grows for session ids of any length and any characters", () => {
    const id = fc.string({ unit: "binary", maxLength: 200, size: "max" });
    const key = fc.string().map((text) => `of the row: ${text}`);
    const row = fc.dictionary(key, fc.string({ unit: "binary" }), { minKeys: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, row), { maxLength: 8 }), (given) => {
        const rows = given.map(([, fields]) => encode(JSON.stringify(fields)));
        const writer = new RowWriter(
          rows.reduce((sum, bytes) => sum + bytes.byteLength, 0),
          rows.length,
        );
        for (const [seq, [session]] of given.entries())
          writer.write(rows[seq]!, seq, { id: session, seed: seq });
        const { bytes, ends } = writer.finish();
        for (const [seq, [session, fields]] of given.entries()) {
          const line = Buffer.from(bytes.subarray(seq === 0 ? 0 : ends[seq - 1], ends[seq])).toString();
          expect(line.endsWith("\n")).toBe(true);
          expect(JSON.parse(line)).toEqual({ seq, session_id: session, session_seed: seq, ...fields });
        }
        expect(bytes.byteLength).toBe(ends.at(-1) ?? 0);
      }),
      { numRuns: 25 },
    );
  });
});
