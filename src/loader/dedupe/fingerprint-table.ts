/**
 * A set of 128-bit fingerprints in one flat array: open addressing, linear probing, 16 bytes a slot.
 * A slot of zeros is empty. Grows by doubling; nothing is ever removed, the whole table is dropped.
 */
export class FingerprintTable {
  #slots: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(capacity = 1 << 12) {
    this.#slots = new Uint32Array(capacity * wordsPerSlot);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  get capacity(): number {
    return this.#mask + 1;
  }

  /** The raw slots, for freezing the table into a file. */
  get slots(): Uint32Array {
    return this.#slots;
  }

  has(words: Uint32Array): boolean {
    return !isEmptySlot(this.#slots, this.#find(words));
  }

  /** False when the fingerprint was there already. */
  add(words: Uint32Array): boolean {
    const at = this.#find(words);
    if (!isEmptySlot(this.#slots, at)) return false;
    this.#slots.set(words, at);
    this.#size++;
    if (this.#size > this.capacity * loadFactorMax) this.#grow();
    return true;
  }

  /** The word index of the slot that holds the fingerprint, or of the empty slot where it belongs. */
  #find(words: Uint32Array): number {
    const slots = this.#slots;
    const w0 = words[0];
    const w1 = words[1];
    const w2 = words[2];
    const w3 = words[3];
    for (let slot = homeSlot(words, this.#mask); ; slot = (slot + 1) & this.#mask) {
      const at = slot * wordsPerSlot;
      if (slots[at] === w0 && slots[at + 1] === w1 && slots[at + 2] === w2 && slots[at + 3] === w3) return at;
      if (isEmptySlot(slots, at)) return at;
    }
  }

  #grow(): void {
    const old = this.#slots;
    const capacity = this.capacity * 2;
    this.#slots = new Uint32Array(capacity * wordsPerSlot);
    this.#mask = capacity - 1;
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      if (isEmptySlot(old, at)) continue;
      const words = old.subarray(at, at + wordsPerSlot);
      this.#slots.set(words, this.#find(words));
    }
  }
}

export const wordsPerSlot = 4;

/** Probing stays short up to this share of filled slots. */
export const loadFactorMax = 0.7;

export function homeSlot(words: Uint32Array, mask: number): number {
  return words[0]! & mask;
}

export function isEmptySlot(slots: Uint32Array, at: number): boolean {
  return (slots[at]! | slots[at + 1]! | slots[at + 2]! | slots[at + 3]!) === 0;
}
