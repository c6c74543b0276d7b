import { closeSync, fstatSync, openSync, readSync, rmSync } from "node:fs";
import { assert } from "../../kernel/assert.ts";
import type { EpochMs } from "../../kernel/clock.ts";
import { writeDurably } from "../durable-file.ts";
import { type FingerprintTable, homeSlot, isEmptySlot, wordsPerSlot } from "./fingerprint-table.ts";

/**
 * A full fingerprint table that will not change any more, moved to a file. Memory keeps 16 bits a
 * slot (the tag); only when a tag matches, one time in 65,000 for an id that is not there, the
 * exact 16 bytes are read from the file. File: header of 4 u32 (magic, version, capacity, crc of
 * the tags), the tags, the slots.
 */
export class FrozenRun {
  readonly file: string;
  readonly receivedTo: EpochMs;
  readonly #fd: number;
  readonly #mask: number;
  /** Null for a cold run: beyond the memory bound, tags are read from the file as well. */
  #tags: Uint16Array | null;
  readonly #slot = new Uint32Array(wordsPerSlot);
  readonly #tag = new Uint16Array(1);

  private constructor(file: string, receivedTo: EpochMs, fd: number, tags: Uint16Array) {
    this.file = file;
    this.receivedTo = receivedTo;
    this.#fd = fd;
    this.#mask = tags.length - 1;
    this.#tags = tags;
  }

  /** Writes the table to `file`, durable when this returns. */
  static freeze(table: FingerprintTable, file: string, receivedTo: EpochMs): FrozenRun {
    const tags = tagsOf(table);
    const header = Uint32Array.of(magic, version, table.capacity, Bun.hash.crc32(tags));
    writeDurably(file, [header, tags, table.slots].map(bytesOf));
    return new FrozenRun(file, receivedTo, openSync(file, "r"), tags);
  }

  /** Throws when the file is not whole: its ids would be taken for new ones. */
  static open(file: string, receivedTo: EpochMs): FrozenRun {
    const fd = openSync(file, "r");
    try {
      return new FrozenRun(file, receivedTo, fd, readTags(fd, file));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  get memoryBytes(): number {
    return this.#tags?.byteLength ?? 0;
  }

  has(words: Uint32Array): boolean {
    const wanted = tagOf(words, 0);
    for (let slot = homeSlot(words, this.#mask); ; slot = (slot + 1) & this.#mask) {
      const tag = this.#tagAt(slot);
      if (tag === 0) return false;
      if (tag === wanted && this.#slotEquals(slot, words)) return true;
    }
  }

  /** Gives the tags' memory back; lookups still work, from the file. */
  cool(): void {
    this.#tags = null;
  }

  close(): void {
    closeSync(this.#fd);
  }

  delete(): void {
    this.close();
    rmSync(this.file, { force: true });
  }

  #tagAt(slot: number): number {
    if (this.#tags !== null) return this.#tags[slot]!;
    readSync(this.#fd, this.#tag, 0, tagBytes, headerBytes + slot * tagBytes);
    return this.#tag[0]!;
  }

  #slotEquals(slot: number, words: Uint32Array): boolean {
    const slotsFrom = headerBytes + (this.#mask + 1) * tagBytes;
    readSync(this.#fd, this.#slot, 0, slotBytes, slotsFrom + slot * slotBytes);
    return this.#slot.every((word, index) => word === words[index]);
  }
}

const magic = 0x4e_55_52_54; // "TRUN"
const version = 1;
const headerBytes = 16;
const tagBytes = 2;
const slotBytes = wordsPerSlot * 4;

/** The size comes first: a damaged capacity must not decide how much memory is taken. */
function readTags(fd: number, file: string): Uint16Array {
  const header = new Uint32Array(4);
  readSync(fd, header, 0, headerBytes, 0);
  const [foundMagic, foundVersion, capacity, checksum] = header;
  assert(foundMagic === magic && foundVersion === version, `${file} is not a dedupe run of this version`);
  const bytes = headerBytes + capacity! * (tagBytes + slotBytes);
  assert(fstatSync(fd).size === bytes, `${file} is damaged (it should have ${bytes} bytes)`);
  const tags = new Uint16Array(capacity!);
  readSync(fd, tags, 0, tags.byteLength, headerBytes);
  assert(Bun.hash.crc32(tags) === checksum, `${file} is damaged (checksum of its tags)`);
  return tags;
}

function tagsOf(table: FingerprintTable): Uint16Array {
  const tags = new Uint16Array(table.capacity);
  for (let slot = 0; slot < tags.length; slot++) {
    const at = slot * wordsPerSlot;
    if (!isEmptySlot(table.slots, at)) tags[slot] = tagOf(table.slots, at);
  }
  return tags;
}

/** Bits that the home slot does not use; never zero, which means an empty slot. */
function tagOf(words: Uint32Array, at: number): number {
  const tag = words[at + 3]! >>> 16;
  return tag === 0 ? 1 : tag;
}

function bytesOf(part: Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}
