/**
 * Random histories of appends, faults, power failures, kills and trims on a simulated disk, checked
 * against a plain list of what was acknowledged. A failing history is printed with its seed.
 */
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { systemClock } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import type { EventLog, EventLogReader, LogDamage, LogOffset } from "../event-log.ts";
import { openDiskEventLogReader } from "./disk-event-log-reader.ts";
import { openDiskEventLog } from "./disk-event-log.ts";
import { type DiskFaults, SimulatedDisk } from "./simulated-disk.ts";

const folder = "/data/log";
const limits = { bytesMax: 1_000_000, diskShareMax: 0.9, segmentBytesMax: 4_000 };

type Step =
  | { readonly do: "append"; readonly sizes: readonly number[]; readonly wait: boolean }
  | { readonly do: "fault"; readonly fault: keyof typeof faultKinds; readonly everyNth: number }
  | { readonly do: "heal" }
  | { readonly do: "trim"; readonly share: number }
  | { readonly do: "read" }
  | {
      readonly do: "restart";
      readonly how: "close" | "kill" | "power" | "power twice";
      readonly ticks: number;
    };

const faultKinds = {
  "write takes nothing": { write: () => ({ taken: 0, code: "ENOSPC" }) },
  "write takes some": { write: (bytes: number) => ({ taken: Math.floor(bytes / 2), code: "ENOSPC" }) },
  "write takes all and fails": { write: (bytes: number) => ({ taken: bytes, code: "EIO" }) },
  "flush fails": { flush: () => "EIO" },
  "flush and cutting back fail": { flush: () => "EIO", truncate: () => "EIO" },
  "no new file": {
    flush: () => "EIO",
    open: (_path: string, flags: string) => (flags.startsWith("w") ? "ENOSPC" : undefined),
  },
  "folder flush fails": { flush: () => "EIO", flushFolder: () => "EIO" },
  "nothing can be removed": { remove: () => "EACCES" },
} satisfies Record<string, DiskFaults>;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      sizes: fc.array(fc.oneof(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 3_000 })), {
        minLength: 1,
        maxLength: 6,
      }),
      wait: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      fault: fc.constantFrom(...(Object.keys(faultKinds) as (keyof typeof faultKinds)[])),
      everyNth: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("heal" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("trim" as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("read" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("restart" as const),
      how: fc.constantFrom("close" as const, "kill" as const, "power" as const, "power twice" as const),
      ticks: fc.integer({ min: 0, max: 12 }),
    }),
  },
);

test("no acknowledged record is lost or changed, and no offset is used twice, whatever the disk does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 40 }), async (seed, steps) => {
      const history = new History(mulberry32(seed));
      await history.open();
      for (const each of steps) await history.run(each);
      history.heal();
      await history.restart("power", 3);
      await history.check();
      await history.expectWritable();
    }),
    { numRuns: Number(process.env["TIDEMARK_TEST_RUNS"] ?? 400) },
  );
}, 600_000);

class History {
  readonly #disk: SimulatedDisk;
  readonly #random: () => number;
  #log!: EventLog;
  #reader!: EventLogReader;
  #appended = 0;
  /** Where each acknowledged record begins. */
  readonly #acknowledged = new Map<LogOffset, number>();
  /** Every record that a reader was ever given. */
  readonly #read = new Map<LogOffset, number>();
  #endAnnounced = 0;
  #trimmed = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#disk = new SimulatedDisk(random);
  }

  async open(): Promise<void> {
    const files = this.#disk.mount();
    this.#log = await openDiskEventLog({ folder, clock: systemClock, logger: silentLogger, limits, files });
    this.#reader = await openDiskEventLogReader({ folder, files });
  }

  /** Whatever went wrong before, a disk in order is written again. */
  async expectWritable(): Promise<void> {
    this.heal();
    await this.#log.append(payloadOf(this.#appended++, 100));
    expect(this.#log.status().problem).toBe("");
  }

  async run(each: Step): Promise<void> {
    switch (each.do) {
      case "append":
        return this.#append(each.sizes, each.wait);
      case "fault":
        return this.#break(faultKinds[each.fault], each.everyNth);
      case "heal":
        return this.expectWritable();
      case "trim":
        return this.#trim(each.share);
      case "read":
        return this.check();
      case "restart":
        return this.restart(each.how, each.ticks);
    }
  }

  heal(): void {
    for (const name of Object.keys(this.#disk.faults)) delete this.#disk.faults[name as keyof DiskFaults];
  }

  async restart(how: "close" | "kill" | "power" | "power twice", ticks: number): Promise<void> {
    if (how === "close") await this.#log.close();
    for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
    this.#endAnnounced = Math.max(this.#endAnnounced, this.#log.durableEnd());
    this.heal();
    if (how === "kill") this.#disk.killProcess();
    else this.#disk.failPower();
    if (how === "power twice") {
      void this.open();
      for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
      this.#disk.failPower();
    }
    await this.open();
  }

  async #append(sizes: readonly number[], wait: boolean): Promise<void> {
    const log = this.#log;
    const appends = sizes.map(async (size) => {
      const number = this.#appended++;
      const payload = payloadOf(number, size);
      const next = await log.append(payload).catch(() => undefined);
      if (next !== undefined) this.#acknowledged.set(next - size - 12, number);
    });
    if (wait) await Promise.all(appends);
  }

  #break(faults: DiskFaults, everyNth: number): void {
    const sometimes = <A extends unknown[], R>(fault: ((...given: A) => R) | undefined) =>
      fault && ((...given: A) => (this.#random() < 1 / everyNth ? fault(...given) : undefined));
    this.heal();
    Object.assign(this.#disk.faults, {
      write: sometimes(faults.write),
      flush: sometimes(faults.flush),
      truncate: sometimes(faults.truncate),
      open: sometimes(faults.open),
      flushFolder: sometimes(faults.flushFolder),
      remove: sometimes(faults.remove),
    });
  }

  async #trim(share: number): Promise<void> {
    const starts = [...this.#read.keys(), this.#log.durableEnd()].sort((a, b) => a - b);
    const before = starts[Math.floor(share * (starts.length - 1))]!;
    this.#trimmed = Math.max(this.#trimmed, before);
    await this.#log.trim(before).catch(() => {});
  }

  /** Reads everything, as a loader that begins at its position would, and compares. */
  async check(): Promise<void> {
    const end = this.#log.durableEnd();
    expect(end).toBeGreaterThanOrEqual(this.#endAnnounced);
    this.#endAnnounced = end;
    const promised = [...this.#acknowledged, ...this.#read];
    const { records, damage } = await this.#readAll(end);
    for (const [offset, number] of promised) {
      if (offset < this.#trimmed) continue;
      expect({ offset, number: records.get(offset) }).toEqual({ offset, number });
      expect(damage.filter(({ from, to }) => from <= offset && offset < to)).toEqual([]);
    }
    for (const [offset, number] of records) this.#read.set(offset, number);
    expect(new Set(records.values()).size).toBe(records.size);
  }

  async #readAll(end: LogOffset): Promise<{ records: Map<LogOffset, number>; damage: LogDamage[] }> {
    const records = new Map<LogOffset, number>();
    const damage: LogDamage[] = [];
    for (let at = Math.min(this.#trimmed, end); at < end;) {
      const chunk = await this.#reader.read(at, end, 1 + Math.floor(this.#random() * 5_000));
      for (const { offset, payload } of chunk.entries) {
        const number = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
        expect(Buffer.compare(payload, payloadOf(number, payload.byteLength))).toBe(0);
        records.set(offset, number);
      }
      damage.push(...chunk.damage);
      expect(chunk.next).toBeGreaterThan(at);
      expect(chunk.next).toBeLessThanOrEqual(end);
      at = chunk.next;
    }
    return { records, damage };
  }
}

/** A record that tells its number and is full of what looks like the beginning of a frame. */
function payloadOf(number: number, size: number): Uint8Array {
  const payload = new Uint8Array(size);
  for (let at = 4; at < size; at++)
    payload[at] = [0xff, 0x54, 0x4d, 0x52, 4, 0, 0, 0, number % 256, at % 256][at % 10]!;
  new DataView(payload.buffer).setUint32(0, number);
  return payload;
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
