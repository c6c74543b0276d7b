import { expect, test } from "bun:test";
import { LineBudget } from "./line-budget.ts";

test("the same sentence is said ten times a second, and then once with the number of those left out", () => {
  let now = 5;
  const budget = new LineBudget(() => now);
  const taken = Array.from({ length: 12 }, () => budget.take("full"));
  expect(taken).toEqual([...Array<number>(10).fill(0), null, null]);
  // Another sentence is not held back by it.
  expect(budget.take("other")).toBe(0);
  now += 999;
  expect(budget.take("full")).toBeNull();
  now += 1;
  expect(budget.take("full")).toBe(3);
  expect(budget.take("full")).toBe(0);
});

test("sentences without end do not take memory without end", () => {
  const budget = new LineBudget(() => 0);
  for (let index = 0; index < 100_000; index++) expect(budget.take(`sentence ${index}`)).toBe(0);
});
