import { expect, test } from "bun:test";
import { rememberRecent } from "./remember-recent.ts";

function counted(limits: { entriesMax: number; keyCharsMax: number }) {
  const computed: string[] = [];
  const remembered = rememberRecent((key) => {
    computed.push(key);
    return key.toUpperCase();
  }, limits);
  return { computed, remembered };
}

test("a key is computed once", () => {
  const { computed, remembered } = counted({ entriesMax: 4, keyCharsMax: 10 });
  expect([remembered("a"), remembered("a")]).toEqual(["A", "A"]);
  expect(computed).toEqual(["a"]);
});

test("what is used stays, what is not used goes after two generations", () => {
  const { computed, remembered } = counted({ entriesMax: 4, keyCharsMax: 10 });
  for (const key of ["used", "idle", "b", "used", "c", "used", "d", "used", "e", "used", "idle"])
    remembered(key);
  expect(computed).toEqual(["used", "idle", "b", "c", "d", "e", "idle"]);
});

test("a key over the limit is computed each time and not held", () => {
  const { computed, remembered } = counted({ entriesMax: 4, keyCharsMax: 3 });
  expect([remembered("long"), remembered("long"), remembered("abc"), remembered("abc")]).toEqual([
    "LONG",
    "LONG",
    "ABC",
    "ABC",
  ]);
  expect(computed).toEqual(["long", "long", "abc"]);
});
