import { expect, test } from "bun:test";
import { TailOfLines } from "./tail-of-lines.ts";

test("yields whole lines, however the bytes arrive, and drops empty ones and stack frames", async () => {
  const words = [
    "<Error> merge fai",
    "led: dé",
    "jà vu\n\n0. ? @ 0x000000001c8fa4b3\n12. start_thread @ 0x8911\n",
    "end",
  ];
  expect(await linesOf(words.map((word) => Buffer.from(word)))).toEqual([
    "<Error> merge failed: déjà vu",
    "end",
  ]);
});

test("cuts long lines, also one that never ends", async () => {
  const piece = Buffer.alloc(100_000, "x");
  const lines = await linesOf([piece, piece, Buffer.from("\nshort\n")]);
  expect(lines.map((line) => line.length)).toEqual([1_000, 5]);
});

test("keeps the last twenty", async () => {
  const tail = new TailOfLines();
  for await (const _ of tail.follow(streamOf([Buffer.from("line\n".repeat(30) + "last")])));
  expect(tail.text().split("\n")).toEqual([...Array<string>(19).fill("line"), "last"]);
});

function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  return Array.fromAsync(new TailOfLines().follow(streamOf(chunks)));
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
