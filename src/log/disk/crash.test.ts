/** Real processes on a real disk: killed while they append, or stopped by the system's limits. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { readAll } from "../event-log.contract.ts";
import { openDiskEventLogReader } from "./disk-event-log-reader.ts";
import { openDiskEventLog } from "./disk-event-log.ts";

const limits = { bytesMax: 1e9, diskShareMax: 1, segmentBytesMax: 256 * 1024 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-crash-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rounds = 8;
const appendsBeforeKill = 1_500;
const appendsARound = 1_000_000;

test("every record that a killed process acknowledged is there, once and in order", async () => {
  const acknowledged = new Set<number>();
  let endAnnounced = 0;
  for (let round = 0; round < rounds; round++) {
    const child = Bun.spawn([process.execPath, "-e", appendForever(round * appendsARound)], {
      stdout: "pipe",
      stderr: "inherit",
    });
    let text = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.length > appendsBeforeKill * 8) child.kill("SIGKILL");
    }
    expect(await child.exited).not.toBe(0);
    for (const line of text.slice(0, text.lastIndexOf("\n")).split("\n")) acknowledged.add(Number(line));

    const log = await openLog();
    expect(log.durableEnd()).toBeGreaterThanOrEqual(endAnnounced);
    endAnnounced = log.durableEnd();
    const numbers = await storedNumbers(endAnnounced);
    const stored = new Set(numbers);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(stored.size).toBe(numbers.length);
    expect([...acknowledged].filter((number) => !stored.has(number))).toEqual([]);
    await log.close();
  }
  expect(acknowledged.size).toBeGreaterThan(rounds * appendsBeforeKill);
}, 60_000);

test("a file size limit of the system stops a write half way; the log says so and goes on in a new file", async () => {
  const limited = `trap "" XFSZ; ulimit -f 64; exec "$0" -e "$1"`;
  const child = Bun.spawn(["bash", "-c", limited, process.execPath, appendUntilRefused()], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const { refusedAt, problem, mode } = JSON.parse(await child.stdout.text()) as Refusal;
  expect(problem).toContain("EFBIG");
  expect(problem).toContain("ulimit -f unlimited");
  expect(mode).toBe("open");
  const log = await openLog();
  const numbers = await storedNumbers(log.durableEnd());
  await log.close();
  // The refused record was cut off again, and the one behind it is in a new segment.
  expect(numbers).toEqual(
    Array.from({ length: refusedAt + 2 }, (_, number) => number).filter((number) => number !== refusedAt),
  );
}, 60_000);

interface Refusal {
  readonly refusedAt: number;
  readonly problem: string;
  readonly mode: string;
}

function openLog() {
  return openDiskEventLog({ folder, clock: systemClock, logger: silentLogger, limits });
}

async function storedNumbers(end: number): Promise<number[]> {
  const reader = await openDiskEventLogReader({ folder });
  const entries = await readAll(reader, 0, end);
  await reader.close();
  return entries.map(({ payload }) => new DataView(payload.buffer).getUint32(0));
}

function opening(): string {
  return `
  const { openDiskEventLog } = await import(${JSON.stringify(join(import.meta.dir, "disk-event-log.ts"))});
  const { silentLogger } = await import(${JSON.stringify(join(import.meta.dir, "../../kernel/logger.ts"))});
  const log = await openDiskEventLog({
    folder: ${JSON.stringify(folder)}, clock: Date, logger: silentLogger, limits: ${JSON.stringify(limits)},
  });
  const record = (number) => {
    const payload = new Uint8Array(300 + (number * 37) % 1500);
    new DataView(payload.buffer).setUint32(0, number);
    return payload;
  };
`;
}

/** Says each number once its record is acknowledged, with a system call, as a response would be sent. */
function appendForever(first: number): string {
  return `
    ${opening()}
    const { writeSync } = await import("node:fs");
    let number = ${first};
    const sender = async () => {
      for (;;) {
        const mine = number++;
        await log.append(record(mine));
        writeSync(1, mine + "\\n");
      }
    };
    for (let count = 0; count < 32; count++) void sender();
  `;
}

function appendUntilRefused(): string {
  return `
    ${opening()}
    let number = 0;
    let problem = "";
    while (problem === "") await log.append(record(number++)).catch(() => (problem = log.status().problem));
    await log.append(record(number));
    console.log(JSON.stringify({ refusedAt: number - 1, problem, mode: log.status().mode }));
    await log.close();
  `;
}
