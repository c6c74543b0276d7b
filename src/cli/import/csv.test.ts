import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../kernel/limits.ts";
import { type CsvOptions, csvRows } from "./csv.ts";
import type { SourceLine } from "./parsed-line.ts";

const standard: CsvOptions = { map: {}, constants: {}, timeFormat: "auto", numbers: [], delimiter: "," };

async function rows(
  text: string | Uint8Array,
  options: Partial<CsvOptions> = {},
  chunkBytes = 7,
): Promise<SourceLine[]> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return (await Array.fromAsync(csvRows(chunks(), { ...standard, ...options }))).flat();
}

async function drafts(text: string, options: Partial<CsvOptions> = {}): Promise<unknown[]> {
  return (await rows(text, options)).map(({ parsed }) => (parsed.kind === "event" ? parsed.draft : parsed));
}

describe("a row", () => {
  test("becomes an event by its header; other columns become properties of text", async () => {
    expect(await drafts("\ufeffname,time,userId,zip,note\r\nsignup,5,u1,01234,\r\n")).toEqual([
      { name: "signup", time: 5, user_id: "u1", properties: { zip: "01234" } },
    ]);
  });

  test("with --map, --set, --numbers and a delimiter", async () => {
    const options = {
      map: { user_id: "customer", time: "at" },
      constants: { name: "paid" },
      numbers: ["amount"],
      delimiter: ";",
    };
    expect(
      await drafts("at;customer;amount;value\n2024-01-01;7;1.50;9\n2024-01-01;8;n/a;x", options),
    ).toEqual([
      { name: "paid", time: Date.UTC(2024, 0, 1), user_id: "7", value: 9, properties: { amount: 1.5 } },
      { name: "paid", time: Date.UTC(2024, 0, 1), user_id: "8", value: "x", properties: { amount: "n/a" } },
    ]);
  });

  test("may have quotes, line ends and delimiters in its cells", async () => {
    expect(await drafts('name,time,a,b\n"x, ""y""",5,"one\ntwo",5" pipe\nz,6,,')).toEqual([
      { name: 'x, "y"', time: 5, properties: { a: "one\ntwo", b: '5" pipe' } },
      { name: "z", time: 6, properties: {} },
    ]);
  });

  test("knows its line, also behind empty lines and cells of several lines", async () => {
    const found = await rows('name,time\na,1\n\n"b\nb",2\nc\nd,x\ne,3\n');
    expect(
      found.map(({ line, parsed }) => [line, parsed.kind]).toSorted(([a], [b]) => Number(a) - Number(b)),
    ).toEqual([
      [2, "event"],
      [5, "event"],
      [6, "rejected"],
      [7, "rejected"],
      [8, "event"],
    ]);
  });

  test("with more or fewer cells than the header is rejected", async () => {
    const reason = "unreadable row: not as many cells as the header";
    expect(await drafts("name,time\na\nb,2,3\nc,4")).toEqual([
      { kind: "rejected", reason },
      { kind: "rejected", reason },
      { name: "c", time: 4, properties: {} },
    ]);
  });

  test("may have a column of any name", async () => {
    const [only] = await rows("name,time,__proto__,,constructor\na,5,x,y,z");
    expect(JSON.stringify(only!.parsed)).toContain(
      '"properties":{"__proto__":"x","column_4":"y","constructor":"z"}',
    );
  });

  test("has content that tells it from others", async () => {
    const [a, b] = await rows('name,time,x,y\na,5,"1,2",3\na,5,1,"2,3"');
    expect(a!.content()).not.toBe(b!.content());
  });
});

describe("a file is refused", () => {
  test.each<[string, string, Partial<CsvOptions>]>([
    [
      "no column is the event's time; name one with --map time=COLUMN; the header has: name, at",
      "name,at\n",
      {},
    ],
    ["no column is the event's name", "time,event\n", {}],
    [
      "--map user_id=uid: no such column; the header has: name, time",
      "name,time\n",
      { map: { user_id: "uid" } },
    ],
    ["--numbers amount: no such column", "name,time\n", { numbers: ["amount"] }],
    ["two columns of the header are named a", "name,time,a,a\n", {}],
  ])("%s", async (message, text, options) => {
    expect(rows(text, options)).rejects.toThrow(message);
  });

  test("when a quote swallows it, before it fills the memory", async () => {
    const text = `name,time\na,1\n"b,2\n${"x,3\n".repeat(limits.bodyBytesMax / 4)}`;
    expect(rows(text, {}, 65_536)).rejects.toThrow("is a quote never closed?");
  });

  test("but not when it is empty, or has a header only", async () => {
    expect(await rows("")).toEqual([]);
    expect(await rows("name,time\n")).toEqual([]);
  });
});

test("a quote that is open at the end rejects the last row", async () => {
  expect(await drafts('name,time\na,1\n"b,2\n')).toEqual([
    { name: "a", time: 1, properties: {} },
    { kind: "rejected", reason: "unreadable row: a quote is never closed" },
  ]);
});

test("any bytes in any chunks give the same rows, and nothing but FileErrors is thrown", async () => {
  const pieces = fc.constantFrom('"', ",", "\n", "\r\n", "a", "5", '""', " ", "\ud83d\ude00", "\0");
  const text = fc.array(pieces, { maxLength: 60 }).map((parts) => `name,time,x\n${parts.join("")}`);
  const bytes = fc.oneof(
    text.map((body) => Buffer.from(body)),
    fc.uint8Array({ maxLength: 100 }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 9 }), async (body, chunkBytes) => {
      const read = (size: number) =>
        rows(body, {}, size).then(
          (found) => found.map(({ line, parsed }) => JSON.stringify([line, parsed])).toSorted(),
          (error: unknown) => String(error),
        );
      const whole = await read(1_000);
      expect(typeof whole === "string" ? /^Error: (?:no column|two columns)/.test(whole) : true).toBe(true);
      expect(await read(chunkBytes)).toEqual(whole);
    }),
  );
});
