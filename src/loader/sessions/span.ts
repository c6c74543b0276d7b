import type { EpochMs } from "../../kernel/clock.ts";

/** One session as the sessionizer remembers it. */
export interface Span {
  /** Fingerprint of the visitor or of the client's session id. */
  readonly key: Uint32Array;
  readonly seed: EpochMs;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Receive time of its latest event: what forgetting goes by. */
  readonly seenAt: EpochMs;
  readonly isFirst: boolean;
}

const keyBytes = 16;
const numbersPerSpan = 5;

/** A packed span: the key's four u32, then seed, start, end, seenAt and isFirst as f64. */
export const spanBytes = keyBytes + numbersPerSpan * 8;

/**
 * Stands among packed spans for "forget all that were seen at `seenTo` or before". Its key is one that
 * no fingerprint has.
 */
export function forgetMark(seenTo: EpochMs): Span {
  return { key: new Uint32Array(4), seed: 0, start: 0, end: 0, seenAt: seenTo, isFirst: false };
}

export function isForgetMark(span: Span): boolean {
  return span.key.every((word) => word === 0);
}

export function packSpans(spans: Iterable<Span>): Uint8Array {
  const list = [...spans];
  const packed = new DataView(new ArrayBuffer(list.length * spanBytes));
  let at = 0;
  for (const span of list) {
    for (const word of span.key) {
      packed.setUint32(at, word, true);
      at += 4;
    }
    for (const number of [span.seed, span.start, span.end, span.seenAt, span.isFirst ? 1 : 0]) {
      packed.setFloat64(at, number, true);
      at += 8;
    }
  }
  return new Uint8Array(packed.buffer);
}

export function* unpackSpans(packed: Uint8Array): Generator<Span> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at < packed.byteLength; at += spanBytes) {
    const word = (index: number) => view.getUint32(at + index * 4, true);
    const number = (index: number) => view.getFloat64(at + keyBytes + index * 8, true);
    yield {
      key: Uint32Array.of(word(0), word(1), word(2), word(3)),
      seed: number(0),
      start: number(1),
      end: number(2),
      seenAt: number(3),
      isFirst: number(4) === 1,
    };
  }
}
