import { expect, test } from "bun:test";
import { ProjectGate } from "./project-gate.ts";

test("runs so many at once, the others in their order, and refuses what the line does not hold", async () => {
  const gate = new ProjectGate({ runningMax: 2, waitingMax: 2, waitMsMax: 60_000 });
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const enter = (name: string) =>
    gate.pass("p", () => {
      order.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  const [a, b, c, d] = [enter("a"), enter("b"), enter("c"), enter("d")];
  expect(await enter("e")).toBeNull();
  expect(order).toEqual(["a", "b"]);
  // Another project has its own places.
  expect(await gate.pass("q", async () => "q")).toBe("q");
  ends[1]!();
  expect(await b).toBe("b");
  expect(order).toEqual(["a", "b", "c"]);
  ends[0]!();
  ends[2]!();
  expect([await a, await c]).toEqual(["a", "c"]);
  ends[3]!();
  expect(await d).toBe("d");
  expect(order).toEqual(["a", "b", "c", "d"]);
});

test("refuses whose turn does not come in time, and the others keep their places", async () => {
  const gate = new ProjectGate({ runningMax: 1, waitingMax: 2, waitMsMax: 30 });
  let end: () => void = () => {};
  const running = gate.pass("p", () => new Promise<string>((resolve) => (end = () => resolve("first"))));
  expect(await gate.pass("p", async () => "late")).toBeNull();
  const next = gate.pass("p", async () => "next");
  end();
  expect([await running, await next]).toEqual(["first", "next"]);
  expect(await gate.pass("p", async () => "after")).toBe("after");
});

test("work that fails frees its place", async () => {
  const gate = new ProjectGate({ runningMax: 1, waitingMax: 1, waitMsMax: 60_000 });
  await expect(gate.pass("p", () => Promise.reject(new Error("alas")))).rejects.toThrow("alas");
  expect(await gate.pass("p", async () => "next")).toBe("next");
});
