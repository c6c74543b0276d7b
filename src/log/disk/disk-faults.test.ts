import { beforeEach, describe, expect, test } from "bun:test";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { type Failure, FailureError } from "../../kernel/errors.ts";
import { type Logger, silentLogger } from "../../kernel/logger.ts";
import { readAll } from "../event-log.contract.ts";
import type { EventLog, LogEntry } from "../event-log.ts";
import { openDiskEventLogReader } from "./disk-event-log-reader.ts";
import { type DiskEventLogOptions, openDiskEventLog } from "./disk-event-log.ts";
import { segmentPath } from "./segment.ts";
import { SimulatedDisk } from "./simulated-disk.ts";

const folder = "/data/log";
const limits = { bytesMax: 100_000, diskShareMax: 0.9, segmentBytesMax: 20_000 };

let disk: SimulatedDisk;
let log: EventLog;
let lines: string[];

beforeEach(async () => {
  disk = new SimulatedDisk();
  lines = [];
  await open();
});

async function open(more: Partial<DiskEventLogOptions> = {}): Promise<void> {
  log = await openDiskEventLog({
    folder,
    clock: systemClock,
    logger: loggerInto(lines),
    limits,
    files: disk.mount(),
    ...more,
  });
}

describe("a write that fails", () => {
  const causes = {
    ENOSPC: "the disk is full",
    EIO: "hardware error",
    EROFS: "read-only",
    EDQUOT: "quota",
  };
  for (const [code, words] of Object.entries(causes)) {
    test(`with ${code} rejects its appends, says what to do, and the next append goes on`, async () => {
      await log.append(bytes(100));
      const end = log.durableEnd();
      disk.faults.write = () => ({ taken: 50, code });
      const failures = await Promise.all([
        refusalOf(log.append(bytes(100))),
        refusalOf(log.append(bytes(100))),
      ]);
      for (const failure of failures) {
        expect(failure).toMatchObject({ code: "log_unavailable", retryAfterSeconds: 1 });
        expect(failure.message).not.toContain(folder);
        expect(String(failure.cause)).toContain(words);
      }
      expect(log.status()).toMatchObject({ mode: "failed", end });
      expect(log.status().problem).toContain(words);
      expect(log.status().problem).toContain(folder);
      disk.faults.write = undefined;
      const next = await log.append(bytes(100));
      expect(next).toBe(end + 112);
      expect(log.status()).toMatchObject({ mode: "open", problem: "" });
      expect(await readBack()).toHaveLength(2);
    });
  }

  test("is logged once, not for every append", async () => {
    disk.faults.write = () => ({ taken: 0, code: "ENOSPC" });
    for (let round = 0; round < 20; round++) await refusalOf(log.append(bytes(10)));
    expect(lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
    disk.faults.write = undefined;
    await log.append(bytes(10));
    expect(lines.at(-1)).toContain("info the event log can be written again");
  });

  test("leaves no trail of files, however often it is tried again", async () => {
    await log.append(bytes(100));
    disk.faults.write = () => ({ taken: 10, code: "ENOSPC" });
    for (let round = 0; round < 20; round++) await refusalOf(log.append(bytes(100)));
    expect(disk.names(folder).filter((name) => name.endsWith(".log"))).toHaveLength(2);
  });
});

describe("a flush that fails", () => {
  test("is not tried again on the same file", async () => {
    await log.append(bytes(100));
    disk.faults.flush = () => "EIO";
    await refusalOf(log.append(bytes(100)));
    disk.faults.flush = undefined;
    await log.append(bytes(100));
    disk.failPower();
    await open();
    expect(await readBack()).toHaveLength(2);
    expect(log.status().segments).toBe(2);
  });

  test("leaves bytes that no reader takes for records, even if they cannot be cut off", async () => {
    await log.append(filled(100, 1));
    const reader = await openDiskEventLogReader({ folder, files: disk.mount() });
    expect(await readAll(reader, 0, log.durableEnd())).toHaveLength(1);
    disk.faults.flush = () => "EIO";
    disk.faults.truncate = () => "EIO";
    await refusalOf(log.append(filled(100, 2)));
    expect(disk.peek(segmentPath(folder, 0))).toHaveLength(224);
    disk.faults.flush = undefined;
    await log.append(filled(70, 3));
    await log.append(filled(70, 4));
    for (const each of [reader, await openDiskEventLogReader({ folder, files: disk.mount() })]) {
      const entries = await readAll(each, 0, log.durableEnd());
      expect(entries.map(({ payload }) => payload[0])).toEqual([1, 3, 4]);
    }
  });

  test("before a kill leaves nothing that is read and later lost", async () => {
    disk.faults.flush = () => "EIO";
    disk.faults.truncate = () => "EIO";
    await refusalOf(log.append(filled(3_000, 7)));
    disk.killProcess();
    disk.faults.flush = undefined;
    await open();
    // The record was not acknowledged and may be there; once it was announced it has to stay.
    const seen = await readBack();
    expect(seen).toHaveLength(1);
    disk.failPower();
    await open();
    expect(await readBack()).toEqual(seen);
  });
});

describe("a full log", () => {
  test("refuses with Retry-After, and takes appends again once it was trimmed", async () => {
    while (log.status().bytes <= 100_000 - 5_012) await log.append(bytes(5_000));
    expect(await refusalOf(log.append(bytes(5_000)))).toMatchObject({
      code: "log_full",
      retryAfterSeconds: 5,
    });
    expect(log.status()).toMatchObject({ mode: "full" });
    expect(log.status().problem).toContain("limit of 100000 bytes");
    await log.trim(40_000);
    expect(log.status()).toMatchObject({ mode: "open", problem: "" });
    await log.append(bytes(5_000));
    expect(log.status().start).toBeLessThanOrEqual(40_000);
  });

  test("counts what is still on its way to the disk", async () => {
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => log.append(bytes(5_000))));
    const stored = results.filter(({ status }) => status === "fulfilled").length;
    expect(stored).toBe(Math.floor(100_000 / 5_012));
    expect(log.status().bytes).toBeLessThanOrEqual(100_000);
  });

  test("that was drained to the last record is free again, though nothing is appended any more", async () => {
    await Promise.all(Array.from({ length: 19 }, () => log.append(bytes(5_000))));
    await refusalOf(log.append(bytes(5_000)));
    const end = log.durableEnd();
    await log.trim(end);
    expect(log.status()).toMatchObject({ mode: "open", bytes: 0, segments: 1, start: end, end });
    await log.append(bytes(5_000));
    expect(await readBack(end)).toHaveLength(1);
  });

  test("is kept from filling the disk, whoever fills it, and looks at the disk about once a second", async () => {
    let now = 1_000_000;
    let asked = 0;
    const clock: Clock = { now: () => now };
    const files = disk.mount();
    const counted = (path: string) => {
      asked++;
      return files.usedShare(path);
    };
    await open({ clock, files: { ...files, usedShare: counted } });
    disk.faults.usedShare = 0.95;
    for (let round = 0; round < 50; round++) await log.append(bytes(10));
    expect(asked).toBe(1);
    now += 1_000;
    await log.append(bytes(10));
    await Bun.sleep(5);
    expect(await refusalOf(log.append(bytes(10)))).toMatchObject({ code: "log_full", retryAfterSeconds: 5 });
    expect(log.status()).toMatchObject({ mode: "full" });
    expect(log.status().problem).toContain("nearly full");
    disk.faults.usedShare = 0.5;
    now += 1_000;
    expect(log.status().mode).toBe("full");
    await Bun.sleep(5);
    expect(log.status().mode).toBe("open");
    await log.append(bytes(10));
    expect(asked).toBe(3);
  });
});

test("a disk that hangs does not fill the memory: 64 MiB wait, the rest is refused", async () => {
  await open({ limits: { bytesMax: 1e9, diskShareMax: 1, segmentBytesMax: 1e8 } });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  disk.faults.hold = () => released;
  const MiB = 1024 * 1024;
  const appends = Array.from({ length: 80 }, () => log.append(bytes(MiB)));
  const outcomes = Promise.allSettled(appends);
  const refused = await refusalOf(appends.at(-1)!);
  expect(refused).toMatchObject({ code: "log_full", retryAfterSeconds: 1 });
  expect(refused.message).toContain("faster than the disk");
  disk.faults.hold = undefined;
  release();
  const stored = (await outcomes).filter(({ status }) => status === "fulfilled");
  expect(stored).toHaveLength(63);
  await log.append(bytes(MiB));
});

describe("trimming", () => {
  test("deletes whole segments below the offset, oldest first, and never the last one", async () => {
    const offsets: number[] = [];
    for (let index = 0; index < 12; index++) offsets.push(await log.append(bytes(5_000)));
    expect(log.status().segments).toBe(4);
    await log.trim(offsets[6]!);
    // Three records fill a segment of 20,000 bytes; the seventh record lies in the third.
    expect(disk.names(folder).filter((name) => name.endsWith(".log"))).toEqual([
      "00000000000000030072.log",
      "00000000000000045108.log",
    ]);
    expect(log.status()).toMatchObject({ segments: 2, start: 30_072, bytes: 30_072 });
  });

  test("goes on where it failed", async () => {
    for (let index = 0; index < 12; index++) await log.append(bytes(5_000));
    disk.faults.remove = () => "EACCES";
    await expect(log.trim(log.durableEnd())).rejects.toThrow("EACCES");
    disk.faults.remove = undefined;
    await log.trim(log.durableEnd());
    expect(log.status()).toMatchObject({ segments: 1, bytes: 0 });
  });

  test("does not roll a drained segment that holds little", async () => {
    await log.append(bytes(100));
    await log.trim(log.durableEnd());
    expect(log.status()).toMatchObject({ segments: 1, bytes: 112 });
  });

  test("keeps the offset through a power failure even when everything was deleted", async () => {
    for (let index = 0; index < 4; index++) await log.append(bytes(5_000));
    const end = log.durableEnd();
    await log.trim(end);
    disk.failPower();
    await open();
    expect(log.durableEnd()).toBe(end);
  });
});

test("bytes that the disk will not give out are not skipped: the reader says how to rescue them", async () => {
  await log.append(bytes(100));
  const reader = await openDiskEventLogReader({ folder, files: disk.mount() });
  disk.faults.read = () => "EIO";
  await expect(reader.read(0, 112, 1_000)).rejects.toThrow(
    `cannot read ${segmentPath(folder, 0)} (EIO). Nothing is lost yet`,
  );
  disk.faults.read = undefined;
  expect(await readAll(reader, 0, 112)).toHaveLength(1);
});

describe("opening", () => {
  test("goes on behind the loader's position when the disk lost the end of the log", async () => {
    await log.append(bytes(100));
    await log.close();
    await open({ endMin: 5_000 });
    expect(log.durableEnd()).toBe(5_000);
    expect(lines.at(-1)).toContain("error the end of the event log is lost");
    const next = await log.append(bytes(100));
    expect(next).toBe(5_112);
    await log.close();
    await open({ endMin: 5_112 });
    expect(await readBack(5_000)).toHaveLength(1);
  });

  test("works on a full disk, so that the loader can make room", async () => {
    await log.append(filled(1_000, 1));
    disk.faults.truncate = () => "EIO";
    disk.faults.write = () => ({ taken: 100, code: "ENOSPC" });
    await refusalOf(log.append(filled(1_000, 2)));
    disk.killProcess();
    disk.faults.write = () => ({ taken: 0, code: "ENOSPC" });
    await open();
    expect(
      await readAll(await openDiskEventLogReader({ folder, files: disk.mount() }), 0, 1_012),
    ).toHaveLength(1);
    expect(await refusalOf(log.append(bytes(10)))).toMatchObject({ code: "log_unavailable" });
    disk.faults.write = undefined;
    const next = await log.append(filled(10, 3));
    // The bad bytes could not be covered, so they are reported as damage; nothing is written over them.
    const reader = await openDiskEventLogReader({ folder, files: disk.mount() });
    expect(await reader.read(1_012, next, 10_000)).toMatchObject({
      entries: [{ offset: 1_112, payload: filled(10, 3) }],
      damage: [{ from: 1_012, to: 1_112 }],
    });
  });

  test("says what is wrong when the folder cannot be used", async () => {
    disk.faults.open = () => "EACCES";
    await expect(open()).rejects.toThrow("cannot be opened (EACCES): the server's user may not write there");
  });

  test("refuses segments without the log's id instead of loading everything again", async () => {
    await log.append(bytes(10));
    await disk.mount().remove(`${folder}/log.id`);
    await expect(open()).rejects.toThrow("log.id");
  });
});

function bytes(length: number): Uint8Array {
  return new Uint8Array(length);
}

function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

async function readBack(from = 0): Promise<LogEntry[]> {
  return readAll(await openDiskEventLogReader({ folder, files: disk.mount() }), from, log.durableEnd());
}

async function refusalOf(append: Promise<unknown>): Promise<Failure> {
  const error = await append.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
}

function loggerInto(into: string[]): Logger {
  const at = (level: string) => (message: string) => void into.push(`${level} ${message}`);
  return { ...silentLogger, info: at("info"), warn: at("warn"), error: at("error") };
}
