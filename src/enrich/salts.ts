/**
 * The secret keys behind the hashes that stand for people. A visitor's hash is keyed by the salt of the
 * UTC day: random, kept for that day and the next (an event may be late), then overwritten in memory
 * and gone from the file, after which nobody can tell who a hash was. The address key stays for good.
 *
 * Reading is synchronous and never fails. The day changes by itself, on the first use or within a
 * minute; if the file cannot be written, the new salt works from memory and the write is tried again
 * each minute. Only a restart in between would make the day's visitors new ones.
 */
import { dayMs, minuteMs, type Clock, type EpochMs } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { openSecretFile, type SecretFile } from "./secret-file.ts";

export interface DailySalt {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  readonly key: Uint8Array;
}

export interface Salts {
  /** The salt of the day of `at`; the same object for as long as it is good. */
  daily(at: EpochMs): DailySalt;
  readonly addressKey: Uint8Array;
}

/** Salts that live in a file and have to be closed. */
export interface StoredSalts extends Salts {
  /** Changes the day if it is over, and writes the file if that is still to be done. A timer calls it. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface SaltParts {
  /** The data folder; it must exist. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomBytes: (length: number) => Uint8Array;
}

const keyBytes = 32;

/** Fails only if a file is there and the system will not read it: to replace it would lose its keys. */
export async function openSalts({ folder, clock, logger, randomBytes }: SaltParts): Promise<StoredSalts> {
  const addressFile = openSecretFile(`${folder}/address-key.json`, logger);
  const saltFile = openSecretFile(`${folder}/visitor-salts.json`, logger);
  const stored = readKey(await addressFile.read(), "key");
  const addressKey = stored ?? randomBytes(keyBytes);
  if (stored === undefined) await addressFile.write({ key: Buffer.from(addressKey).toString("base64") });
  const salts = new RotatingSalts(addressKey, saltFile, readSalts(await saltFile.read()), clock, randomBytes);
  await salts.refresh();
  return salts;
}

class RotatingSalts implements StoredSalts {
  readonly addressKey: Uint8Array;
  readonly #file: SecretFile;
  readonly #clock: Clock;
  readonly #randomBytes: (length: number) => Uint8Array;
  readonly #timer: ReturnType<typeof setInterval>;
  #today: DailySalt;
  #yesterday: DailySalt | undefined;
  #unwritten = true;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    addressKey: Uint8Array,
    file: SecretFile,
    stored: readonly DailySalt[],
    clock: Clock,
    randomBytes: (length: number) => Uint8Array,
  ) {
    this.addressKey = addressKey;
    this.#file = file;
    this.#clock = clock;
    this.#randomBytes = randomBytes;
    const day = dayOf(clock.now());
    this.#today = stored.find((salt) => salt.day === day) ?? this.#newSalt(day);
    this.#yesterday = stored.find((salt) => salt.day === day - 1);
    this.#timer = setInterval(() => void this.refresh(), minuteMs);
    this.#timer.unref();
  }

  daily(at: EpochMs): DailySalt {
    const day = dayOf(at);
    if (day === this.#today.day) return this.#today;
    if (day === this.#yesterday?.day) return this.#yesterday;
    if (this.#changeDay()) void this.#write();
    // A day whose salt is gone, or not there yet: the event counts, for a visitor of today.
    return day === this.#yesterday?.day ? this.#yesterday : this.#today;
  }

  refresh(): Promise<void> {
    this.#changeDay();
    return this.#write();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  /**
   * The clock decides, not the event, so that one odd time cannot destroy the day's salt. A clock set
   * back over midnight keeps the later day's salt; set back further, it starts anew.
   */
  #changeDay(): boolean {
    const day = dayOf(this.#clock.now());
    if (day === this.#today.day || day === this.#today.day - 1) return false;
    const previous = [this.#today, this.#yesterday];
    this.#yesterday = this.#today.day === day - 1 ? this.#today : undefined;
    this.#today = this.#newSalt(day);
    for (const salt of previous) if (salt !== this.#yesterday) salt?.key.fill(0);
    return true;
  }

  #newSalt(day: number): DailySalt {
    this.#unwritten = true;
    return { day, key: this.#randomBytes(keyBytes) };
  }

  /** One write at a time, each with what is true when its turn comes. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (!this.#unwritten) return;
      this.#unwritten = false;
      const kept = [this.#yesterday, this.#today].filter((salt) => salt !== undefined);
      const days = kept.map(({ day, key }) => ({ day, key: Buffer.from(key).toString("base64") }));
      if (!(await this.#file.write({ days }))) this.#unwritten = true;
    });
    return this.#writing;
  }
}

function dayOf(at: EpochMs): number {
  return Math.floor(at / dayMs);
}

function readSalts(content: unknown): DailySalt[] {
  const days = (content as { days?: unknown } | undefined)?.days;
  if (!Array.isArray(days)) return [];
  return days.flatMap((entry: { day?: unknown } | null) => {
    const key = readKey(entry, "key");
    return key !== undefined && typeof entry?.day === "number" ? [{ day: entry.day, key }] : [];
  });
}

function readKey(content: unknown, field: string): Uint8Array | undefined {
  const text = (content as Record<string, unknown> | null | undefined)?.[field];
  if (typeof text !== "string") return undefined;
  const key = Buffer.from(text, "base64");
  return key.length === keyBytes ? new Uint8Array(key) : undefined;
}
