import { expect, test } from "bun:test";
import fc from "fast-check";
import { LineSplitter } from "./line-splitter.ts";

function split(chunks: readonly Uint8Array[], lineCharsMax = 1_000): [number, string | null][] {
  const splitter = new LineSplitter(lineCharsMax);
  const blocks = [...chunks.map((chunk) => splitter.push(chunk)), splitter.end()];
  return blocks.flatMap(({ first, lines }) =>
    lines.map((line, index): [number, string | null] => [first + index, line]),
  );
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("numbers lines from 1 and takes off their ends and a byte order mark", () => {
  expect(split([bytes("\ufeffa\r\nb\n\nc")])).toEqual([
    [1, "a"],
    [2, "b"],
    [3, ""],
    [4, "c"],
  ]);
  expect(split([bytes("a\n")])).toEqual([[1, "a"]]);
  expect(split([])).toEqual([]);
});

test("a line that is too long is named and does not stay in memory", () => {
  const long = bytes("x".repeat(40));
  expect(split([bytes("a\n"), long, long, bytes("x\nb\n"), long], 50)).toEqual([
    [1, "a"],
    [2, null],
    [3, "b"],
    [4, "x".repeat(40)],
  ]);
  expect(split([long, long], 50)).toEqual([[1, null]]);
  expect(split([bytes(`${"x".repeat(51)}\n${"y".repeat(50)}\n`)], 50)).toEqual([
    [1, null],
    [2, "y".repeat(50)],
  ]);
});

test("any bytes cut anywhere give the lines of the whole", () => {
  const unit = fc.oneof(fc.constantFrom(10, 13, 0xe2, 0x82, 0xac, 0xff, 0x61), fc.nat(255));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 200 }), fc.array(fc.nat(200), { maxLength: 10 }), (all, cuts) => {
      const whole = Uint8Array.from(all);
      const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort((a, b) => a - b);
      const chunks = at.slice(1).map((end, index) => whole.subarray(at[index], end));
      const text = new TextDecoder().decode(whole);
      const lines = text.split("\n");
      if (lines.at(-1) === "") lines.pop();
      const expected = lines.map((line, index): [number, string] => [index + 1, line.replace(/\r$/, "")]);
      expect(split(chunks)).toEqual(expected);
    }),
  );
});
