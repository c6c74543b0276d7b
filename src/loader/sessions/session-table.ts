import type { EpochMs } from "../../kernel/clock.ts";
import { type Span, forgetMark, isForgetMark, packSpans, spanBytes, unpackSpans } from "./span.ts";

/**
 * The spans of the sessions that may still grow, in flat arrays: open addressing, linear probing; a
 * key may hold several spans (a visitor's sessions of different days, while history is imported).
 * 57 bytes a slot. At its capacity the half seen longest ago is forgotten; an event that comes for
 * a forgotten span starts a new one. Forgetting happens in `takeChanges` only and is one of the
 * changes, so that a table put together from changes is the same table.
 */
export class SessionTable {
  #keys: Uint32Array;
  #numbers: Float64Array;
  #dirty: Uint8Array;
  #dirtySlots: number[] = [];
  #mask: number;
  #size = 0;
  readonly #capacityMax: number;

  constructor(options: { capacity?: number; capacityMax?: number } = {}) {
    this.#capacityMax = options.capacityMax ?? 1 << 21;
    const capacity = options.capacity ?? Math.min(1 << 12, this.#capacityMax);
    this.#keys = new Uint32Array(capacity * keyWords);
    this.#numbers = new Float64Array(capacity * numbersPerSlot);
    this.#dirty = new Uint8Array(capacity);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  get memoryBytes(): number {
    return this.#keys.byteLength + this.#numbers.byteLength + this.#dirty.byteLength;
  }

  /**
   * Puts an event into the span that it belongs to, or starts a new span. It belongs to a span when
   * less than `timeoutMs` lies between them; of several such spans to the earliest.
   */
  place(key: Uint32Array, time: EpochMs, seenAt: EpochMs, timeoutMs: number): Placement {
    const numbers = this.#numbers;
    let best = -1;
    let known = false;
    let slot = key[0]! & this.#mask;
    for (; !this.#isEmpty(slot); slot = (slot + 1) & this.#mask) {
      if (!this.#holds(slot, key)) continue;
      known = true;
      const at = slot * numbersPerSlot;
      const joins = time - numbers[at + endAt]! < timeoutMs && numbers[at + startAt]! - time < timeoutMs;
      const isEarliest = best < 0 || numbers[at + startAt]! < numbers[best * numbersPerSlot + startAt]!;
      if (joins && isEarliest) best = slot;
    }
    if (best < 0) {
      this.#fill(slot, { key, seed: time, start: time, end: time, seenAt, isFirst: !known }, true);
      return { seed: time, isFirst: !known };
    }
    const at = best * numbersPerSlot;
    numbers[at + startAt] = Math.min(numbers[at + startAt]!, time);
    numbers[at + endAt] = Math.max(numbers[at + endAt]!, time);
    numbers[at + seenAtAt] = seenAt;
    this.#markDirty(best);
    return { seed: numbers[at + seedAt]!, isFirst: numbers[at + isFirstAt] === 1 };
  }

  /** What changed since the last call, packed; `restore` takes it back. Forgets what is too much. */
  takeChanges(): Uint8Array {
    const changes = this.#dirtySlots.map((slot) => this.#span(slot));
    const seenTo = this.#forgettable();
    const packed = packSpans(seenTo === null ? changes : [...changes, forgetMark(seenTo)]);
    for (const slot of this.#dirtySlots) this.#dirty[slot] = 0;
    this.#dirtySlots = [];
    if (seenTo !== null) this.#forget(seenTo);
    return packed;
  }

  /** All spans, packed. */
  snapshot(): Uint8Array {
    return packSpans(this.#spans());
  }

  /** Does packed changes again; a span of the same key and seed is replaced. */
  restore(packed: Uint8Array): void {
    for (const span of unpackSpans(packed)) {
      if (isForgetMark(span)) this.#forget(span.seenAt);
      else this.#put(span, false);
    }
  }

  /**
   * Forgets all spans of these keys. It is none of the changes that `takeChanges` tells: the caller
   * makes it durable by a snapshot.
   */
  remove(keys: readonly Uint32Array[]): void {
    const gone = new Set(keys.map((key) => key.join()));
    this.#rebuild(this.#mask + 1, (span) => !gone.has(span.key.join()));
  }

  /** How large a snapshot would be, to decide when one is cheaper than the changes since the last. */
  get snapshotBytes(): number {
    return this.#size * spanBytes;
  }

  #put(span: Span, dirty: boolean): void {
    let slot = span.key[0]! & this.#mask;
    for (; !this.#isEmpty(slot); slot = (slot + 1) & this.#mask) {
      if (!this.#holds(slot, span.key) || this.#numbers[slot * numbersPerSlot + seedAt] !== span.seed)
        continue;
      this.#write(slot, span);
      return;
    }
    this.#fill(slot, span, dirty);
  }

  #fill(slot: number, span: Span, dirty: boolean): void {
    this.#keys.set(span.key, slot * keyWords);
    this.#write(slot, span);
    this.#size++;
    if (dirty) this.#markDirty(slot);
    const capacity = this.#mask + 1;
    const loadMax = capacity < this.#capacityMax ? loadFactorMax : loadFactorOfOneBatch;
    if (this.#size > capacity * loadMax) this.#rebuild(capacity * 2, () => true);
  }

  #write(slot: number, span: Span): void {
    const at = slot * numbersPerSlot;
    this.#numbers[at + seedAt] = span.seed;
    this.#numbers[at + startAt] = span.start;
    this.#numbers[at + endAt] = span.end;
    this.#numbers[at + seenAtAt] = span.seenAt;
    this.#numbers[at + isFirstAt] = span.isFirst ? 1 : 0;
  }

  #markDirty(slot: number): void {
    if (this.#dirty[slot] === 1) return;
    this.#dirty[slot] = 1;
    this.#dirtySlots.push(slot);
  }

  /** The receive time up to which spans have to go, or null while there is room. */
  #forgettable(): EpochMs | null {
    const sizeMax = this.#capacityMax * loadFactorMax;
    if (this.#size <= sizeMax) return null;
    const seen = Float64Array.from(this.#spans(), (span) => span.seenAt).toSorted();
    // Spans seen in that very millisecond go too, or a burst of them would free nothing.
    return seen[seen.length - 1 - Math.floor(sizeMax / 2)]!;
  }

  #forget(seenTo: EpochMs): void {
    this.#rebuild(Math.min(this.#mask + 1, this.#capacityMax), (span) => span.seenAt > seenTo);
  }

  #rebuild(capacity: number, keep: (span: Span) => boolean): void {
    const next = new SessionTable({ capacity, capacityMax: this.#capacityMax });
    for (const slot of this.#filledSlots()) {
      const span = this.#span(slot);
      if (keep(span)) next.#put(span, this.#dirty[slot] === 1);
    }
    this.#keys = next.#keys;
    this.#numbers = next.#numbers;
    this.#dirty = next.#dirty;
    this.#dirtySlots = next.#dirtySlots;
    this.#mask = next.#mask;
    this.#size = next.#size;
  }

  *#spans(): Generator<Span> {
    for (const slot of this.#filledSlots()) yield this.#span(slot);
  }

  *#filledSlots(): Generator<number> {
    for (let slot = 0; slot <= this.#mask; slot++) if (!this.#isEmpty(slot)) yield slot;
  }

  /** The key is a view of the table's memory, good until the table changes. */
  #span(slot: number): Span {
    const at = slot * numbersPerSlot;
    return {
      key: this.#keys.subarray(slot * keyWords, (slot + 1) * keyWords),
      seed: this.#numbers[at + seedAt]!,
      start: this.#numbers[at + startAt]!,
      end: this.#numbers[at + endAt]!,
      seenAt: this.#numbers[at + seenAtAt]!,
      isFirst: this.#numbers[at + isFirstAt] === 1,
    };
  }

  #holds(slot: number, key: Uint32Array): boolean {
    const at = slot * keyWords;
    const keys = this.#keys;
    return (
      keys[at] === key[0] && keys[at + 1] === key[1] && keys[at + 2] === key[2] && keys[at + 3] === key[3]
    );
  }

  #isEmpty(slot: number): boolean {
    const at = slot * keyWords;
    return (this.#keys[at]! | this.#keys[at + 1]! | this.#keys[at + 2]! | this.#keys[at + 3]!) === 0;
  }
}

/** Where an event was put. */
export interface Placement {
  /** The time of the event that started the span: with the key, the span's identity. */
  readonly seed: EpochMs;
  /** No other span of this key was known when this one started. */
  readonly isFirst: boolean;
}

const keyWords = 4;
const numbersPerSlot = 5;
const seedAt = 0;
const startAt = 1;
const endAt = 2;
const seenAtAt = 3;
const isFirstAt = 4;
const loadFactorMax = 0.6;
/** At its capacity the table waits for the end of the batch; 400,000 new sessions fit in between. */
const loadFactorOfOneBatch = 0.8;
