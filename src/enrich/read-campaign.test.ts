import { expect, test } from "bun:test";
import { clickIdOf, fieldOf } from "./read-campaign.ts";

test.each([
  ["?utm_source=google", "google"],
  ["?a=1&utm_source=google&b=2", "google"],
  ["?utm_source=first&utm_source=second", "first"],
  ["?utm_source=spring+sale%21", "spring sale!"],
  ["?utm_source=%E2%82%AC", "€"],
  ["?utm_source=100%", "100%"],
  ["?a=1&amp;utm_source=html", "html"],
  ["?xutm_source=no&utm_source=yes", "yes"],
  ["?xutm_source=no", ""],
  ["?utm_source=", ""],
  ["?utm_source", ""],
  ["", ""],
])("utm_source of %p is %p", (query, expected) => {
  expect(fieldOf(query, "utm_source=")).toBe(expected);
});

test.each([
  ["?gclid=abc", "google"],
  ["?a=1&fbclid=x", "facebook"],
  ["?fbclid=x&gclid=y", "facebook"],
  ["?gclid=&msclkid=1", "bing"],
  ["?notgclid=1", undefined],
  ["?gclid", undefined],
  ["", undefined],
])("the click id of %p is from %p", (query, source) => {
  expect(clickIdOf(query)?.source).toBe(source);
});
