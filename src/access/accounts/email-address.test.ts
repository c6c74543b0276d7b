import { expect, test } from "bun:test";
import { domainOf, emailAddressSchema } from "./email-address.ts";

test.each([
  ["ada@example.com", "ada@example.com"],
  ["  Ada.Lovelace+tide@Example.COM ", "ada.lovelace+tide@example.com"],
])("%p is kept as %p", (given, kept) => {
  expect(emailAddressSchema.parse(given)).toBe(kept);
});

test.each([
  "",
  "ada",
  "ada@",
  "@example.com",
  "ada@example",
  "ada@example.com\r\nBcc: x@example.com",
  "ada\u0000@example.com",
  "аda@example.com", // a Cyrillic а
  "<ada@example.com>",
  "ada@example.com, eve@example.com",
  `${"a".repeat(250)}@example.com`,
])("%p is refused", (given) => {
  expect(emailAddressSchema.safeParse(given).success).toBe(false);
});

test("the domain is what follows the last @", () => {
  expect(domainOf("ada@example.com")).toBe("example.com");
});
