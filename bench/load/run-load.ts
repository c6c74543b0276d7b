import { join } from "node:path";
import type { FromGenerator, LoadPlan, LoadResult } from "./plan.ts";

export type LoadProgress = Extract<FromGenerator, { kind: "progress" }>;

/** Runs a load generator to its end; hears of its progress twice a second. */
export async function runLoad(
  plan: LoadPlan,
  onProgress: (progress: LoadProgress) => void = ignore,
): Promise<LoadResult> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "generator.ts"), JSON.stringify(plan)], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of child.stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const message = JSON.parse(line) as FromGenerator;
      if (message.kind === "result") return message.result;
      onProgress(message);
    }
  }
  throw new Error(`the load generator ended with ${await child.exited} and no result`);
}

function ignore(): void {}
