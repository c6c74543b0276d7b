import { expect, test } from "bun:test";
import fc from "fast-check";
import { eventIdMaker } from "./event-id.ts";

test("the same line read the same way has the same id, today and in years", () => {
  // Written down, because a change would store every file again that was ever imported.
  expect(eventIdMaker("combined")(17, "some line")).toBe("imp_wR5JOxfoCcgIqy7W1IeDkP");
});

test("any difference makes another id", () => {
  const parts = fc.tuple(
    fc.constantFrom("combined", "combined\n1"),
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom("a", "1\na", "b"),
  );
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const idOf = ([how, line, content]: typeof one) => eventIdMaker(how)(line, content);
      expect(idOf(one) === idOf(other)).toBe(one.join("\n") === other.join("\n"));
    }),
  );
});
