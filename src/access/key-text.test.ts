import { expect, test } from "bun:test";
import { hashOf, makeKeyText, prefixOf, sameHash } from "./key-text.ts";

test("a key is found by its prefix and known by its hash", () => {
  const text = makeKeyText((length) => "x".repeat(length));
  expect(text).toBe(`tmk_xxxxxxxxxxxx_${"x".repeat(40)}`);
  expect(prefixOf(text)).toBe("tmk_xxxxxxxxxxxx");
  // SHA-256 of "abc", from the standard's own example.
  expect(Buffer.from(hashOf("abc")).toString("hex")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  expect(sameHash(hashOf("abc"), hashOf("abc"))).toBe(true);
  expect(sameHash(hashOf("abc"), hashOf("abd"))).toBe(false);
  expect(sameHash(hashOf("abc"), new Uint8Array(31))).toBe(false);
});
