import { expect, test } from "bun:test";
import { csrfTokenOf, isCsrfTokenOf } from "./csrf-token.ts";
import { hashSecret, isSameText, isSecret, newSecret } from "./secret.ts";

test("a secret is new each time, and recognised as one", () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  expect(new Set(secrets).size).toBe(100);
  expect(secrets.every(isSecret)).toBe(true);
  for (const text of ["", "x", "a".repeat(42), "a".repeat(44), `${"a".repeat(42)}=`, `${"a".repeat(42)}\n`])
    expect({ text, isSecret: isSecret(text) }).toEqual({ text, isSecret: false });
});

test("what is kept does not show the secret, and is the same each time", () => {
  const secret = newSecret();
  expect(hashSecret(secret)).toBe(hashSecret(secret));
  expect(hashSecret(secret)).not.toContain(secret);
});

test("texts of any lengths are compared", () => {
  expect(isSameText("", "")).toBe(true);
  expect(isSameText("one", "one")).toBe(true);
  expect(isSameText("one", "two")).toBe(false);
  expect(isSameText("one", "one more")).toBe(false);
});

test("the token of a page belongs to one sign-in, and is not its secret's hash", () => {
  const [one, two] = [newSecret(), newSecret()];
  expect(isCsrfTokenOf(one, csrfTokenOf(one))).toBe(true);
  expect(isCsrfTokenOf(one, csrfTokenOf(two))).toBe(false);
  expect(isCsrfTokenOf(one, "")).toBe(false);
  expect(csrfTokenOf(one)).not.toBe(hashSecret(one));
});
