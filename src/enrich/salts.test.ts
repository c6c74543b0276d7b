import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dayMs, hourMs } from "../kernel/clock.ts";
import { silentLogger, type Logger } from "../kernel/logger.ts";
import { openSalts, type StoredSalts } from "./salts.ts";
import { createAddressHash, createVisitorHash } from "./visitor-hash.ts";

/** 2026-03-01, half an hour before midnight. */
const evening = Date.UTC(2026, 2, 1, 23, 30);

let folder: string;
let now: number;
let warnings: string[];
let opened: StoredSalts[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "salts-"));
  now = evening;
  warnings = [];
  opened = [];
});

afterEach(async () => {
  for (const salts of opened) await salts.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<StoredSalts> {
  const logger: Logger = { ...silentLogger, warn: (message) => void warnings.push(message) };
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const salts = await openSalts({ folder, clock: { now: () => now }, logger, randomBytes });
  opened.push(salts);
  return salts;
}

const hex = (key: Uint8Array): string => Buffer.from(key).toString("hex");
const storedDays = async (): Promise<number[]> => {
  const file = JSON.parse(await readFile(join(folder, "visitor-salts.json"), "utf8")) as {
    days: { day: number }[];
  };
  return file.days.map(({ day }) => day);
};

const filesWith = async (text: string): Promise<string[]> => {
  const names = (await readdir(folder)).toSorted();
  const holds = await Promise.all(
    names.map(async (name) => (await readFile(join(folder, name), "utf8")).includes(text)),
  );
  return names.filter((_, index) => holds[index]);
};

describe("salts", () => {
  test("a restart on the same day keeps the day's salt and the address key", async () => {
    const first = await open();
    const second = await open();
    expect(hex(second.daily(now).key)).toBe(hex(first.daily(now).key));
    expect(hex(second.addressKey)).toBe(hex(first.addressKey));
  });

  test("the files are for their owner alone, also when a crash left an open draft", async () => {
    await writeFile(join(folder, "visitor-salts.json.new"), "{", { mode: 0o644 });
    await open();
    for (const name of ["visitor-salts.json", "address-key.json"]) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  });

  test("the day changes by itself; yesterday's salt serves late events for one more day and is then destroyed", async () => {
    const salts = await open();
    const first = salts.daily(now);
    const firstKey = hex(first.key);
    now += hourMs;
    const second = salts.daily(now);
    expect(hex(second.key)).not.toBe(firstKey);
    expect(salts.daily(evening)).toBe(first);
    await salts.refresh();
    expect(await storedDays()).toEqual([first.day, second.day]);

    now += dayMs;
    await salts.refresh();
    expect(await storedDays()).toEqual([second.day, second.day + 1]);
    expect(hex(first.key)).toBe("00".repeat(32));
    expect(salts.daily(evening)).toBe(salts.daily(now));
  });

  test("a destroyed salt is in no file of the folder any more, also where a crash left a draft", async () => {
    const salts = await open();
    const key = Buffer.from(salts.daily(now).key).toString("base64");
    await copyFile(join(folder, "visitor-salts.json"), join(folder, "visitor-salts.json.new"));
    expect(await filesWith(key)).toEqual(["visitor-salts.json", "visitor-salts.json.new"]);
    now += 2 * dayMs;
    await salts.refresh();
    expect(await filesWith(key)).toEqual([]);
  });

  test("a restart days later finds nothing to keep", async () => {
    const before = hex((await open()).daily(now).key);
    now += 3 * dayMs;
    const salts = await open();
    expect(hex(salts.daily(now).key)).not.toBe(before);
    expect(await storedDays()).toEqual([Math.floor(now / dayMs)]);
  });

  test("one event with an odd time does not end the day", async () => {
    const salts = await open();
    const today = salts.daily(now);
    expect(salts.daily(now + 400 * dayMs)).toBe(today);
    expect(salts.daily(0)).toBe(today);
    expect(salts.daily(Number.NaN)).toBe(today);
  });

  test("a clock set back over midnight keeps the later day; set back further, it starts anew", async () => {
    const salts = await open();
    const today = salts.daily(now);
    now -= dayMs;
    expect(salts.daily(now)).toBe(today);
    now -= 5 * dayMs;
    expect(salts.daily(now).day).toBe(Math.floor(now / dayMs));
  });

  test("if the file cannot be written, the new day works from memory and the write is repeated", async () => {
    const salts = await open();
    await rm(folder, { recursive: true });
    now += hourMs;
    const today = salts.daily(now);
    await salts.refresh();
    expect(salts.daily(now)).toBe(today);
    expect(warnings[0]).toContain("cannot be written");

    await mkdir(folder);
    await salts.refresh();
    expect(await storedDays()).toEqual([today.day - 1, today.day]);
  });

  test("a damaged file is replaced with a warning", async () => {
    await writeFile(join(folder, "visitor-salts.json"), "{ not json");
    await writeFile(join(folder, "address-key.json"), `{"key": "too short"}`);
    const salts = await open();
    expect(salts.addressKey.length).toBe(32);
    expect(warnings).toEqual(["A file of keys is damaged; new keys are made."]);
    expect(await storedDays()).toEqual([salts.daily(now).day]);
  });

  test("a file the system refuses to read is not replaced", async () => {
    await mkdir(join(folder, "address-key.json"));
    expect(await open().catch(String)).toContain("EISDIR");
  });
});

describe("hashes", () => {
  test("a visitor is the same for one day and one project, and nobody the next day", async () => {
    const visitor = createVisitorHash(await open());
    const hash = visitor(now, "p", "192.0.2.1", "ua");
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(visitor(now, "p", "192.0.2.1", "ua")).toBe(hash);
    expect(visitor(now, "q", "192.0.2.1", "ua")).not.toBe(hash);
    expect(visitor(now, "p", "192.0.2.2", "ua")).not.toBe(hash);
    now += hourMs;
    expect(visitor(now, "p", "192.0.2.1", "ua")).not.toBe(hash);
    expect(visitor(evening, "p", "192.0.2.1", "ua")).toBe(hash);
  });

  test("parts that meet differently are different visitors", async () => {
    const visitor = createVisitorHash(await open());
    expect(visitor(now, "p", "1", "2x")).not.toBe(visitor(now, "p", "12", "x"));
    expect(visitor(now, "p1", "2", "x")).not.toBe(visitor(now, "p", "12", "x"));
  });

  test("an address has one hash for good; no address has none", async () => {
    const first = createAddressHash((await open()).addressKey);
    now += 10 * dayMs;
    const second = createAddressHash((await open()).addressKey);
    expect(second("192.0.2.1")).toBe(first("192.0.2.1"));
    expect(first("192.0.2.1")).toMatch(/^[0-9a-f]{16}$/);
    expect(first("")).toBe("");
  });
});
