/**
 * How a record lies in a segment file, and how a frame is told from noise:
 *
 *     magic u32 | payload length u32 | checksum u32 | payload        (little endian)
 *
 * The checksum is the CRC-32 of the payload, begun from a mix of magic, length and the frame's
 * offset in the log: a flipped bit anywhere in the frame is seen, and so is a whole frame in a
 * place where it does not belong. The magic begins with a byte that no UTF-8 text contains, so
 * event text cannot look like a frame when a damaged range is searched for the next good one.
 *
 * A void frame covers bytes that belong to no record (see recovery.ts); its payload is not checked.
 */
import type { LogEntry, LogOffset } from "../event-log.ts";

export const frameHeaderBytes = 12;

/** Six times the largest batch body. A length above it is damage, not a reason to allocate memory. */
export const payloadBytesMax = 64 * 1024 * 1024;

/** The first bytes of every frame, to search for. */
export const frameMark = new Uint8Array([0xff, 0x54, 0x4d]);

const recordMagic = 0x52_4d_54_ff;
const voidMagic = 0x2d_4d_54_ff;

const lengthAt = 4;
const checksumAt = 8;

/** Writes a record's frame at `at` and returns where the next one goes. `view` is on `bytes`. */
export function encodeFrame(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  offset: LogOffset,
  payload: Uint8Array,
): number {
  const payloadBytes = payload.byteLength;
  view.setUint32(at, recordMagic, true);
  view.setUint32(at + lengthAt, payloadBytes, true);
  view.setUint32(
    at + checksumAt,
    Bun.hash.crc32(payload, checksumSeed(recordMagic, payloadBytes, offset)),
    true,
  );
  bytes.set(payload, at + frameHeaderBytes);
  return at + frameHeaderBytes + payloadBytes;
}

/** The header that makes one void frame of itself and the `payloadBytes` behind it. */
export function encodeVoidHeader(offset: LogOffset, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(frameHeaderBytes);
  const view = new DataView(header.buffer);
  view.setUint32(0, voidMagic, true);
  view.setUint32(lengthAt, payloadBytes, true);
  view.setUint32(checksumAt, checksumSeed(voidMagic, payloadBytes, offset), true);
  return header;
}

export interface ParsedFrames {
  readonly entries: readonly LogEntry[];
  /** The offset at which parsing stopped; behind the bytes if they end within a void frame. */
  readonly next: LogOffset;
  /** `end`: no bytes are left. `cut`: the frame at `next` needs more bytes. `invalid`: no frame is there. */
  readonly stop: "end" | "cut" | "invalid";
  /** How many bytes the frame at `next` has, as far as is known; for `cut` only. */
  readonly needBytes: number;
}

/**
 * The frames in `bytes`, which begin at offset `from`; no frame may reach beyond `limit`. The
 * payloads share the memory of `bytes`.
 */
export function parseFrames(bytes: Uint8Array, from: LogOffset, limit: LogOffset): ParsedFrames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: LogEntry[] = [];
  let at = 0;
  const stopped = (stop: ParsedFrames["stop"], needBytes = 0) => ({
    entries,
    next: from + at,
    stop,
    needBytes,
  });
  while (at < bytes.byteLength) {
    const offset = from + at;
    const room = limit - offset;
    if (room < frameHeaderBytes) return stopped("invalid");
    if (bytes.byteLength - at < frameHeaderBytes) return stopped("cut", frameHeaderBytes);
    const frameBytes = claimedFrameBytes(view, at);
    if (frameBytes === 0 || frameBytes > room) return stopped("invalid");
    const isVoid = view.getUint32(at, true) === voidMagic;
    if (!isVoid && frameBytes > bytes.byteLength - at) return stopped("cut", frameBytes);
    const payload = bytes.subarray(at + frameHeaderBytes, isVoid ? at + frameHeaderBytes : at + frameBytes);
    const seed = checksumSeed(view.getUint32(at, true), frameBytes - frameHeaderBytes, offset);
    if (view.getUint32(at + checksumAt, true) !== Bun.hash.crc32(payload, seed)) return stopped("invalid");
    at += frameBytes;
    if (!isVoid) entries.push({ offset, next: from + at, payload });
  }
  return stopped("end");
}

/** The size that a header states, or 0 if it is not a header. */
function claimedFrameBytes(view: DataView, at: number): number {
  const magic = view.getUint32(at, true);
  const payloadBytes = view.getUint32(at + lengthAt, true);
  if (magic === recordMagic) return payloadBytes <= payloadBytesMax ? frameHeaderBytes + payloadBytes : 0;
  return magic === voidMagic ? frameHeaderBytes + payloadBytes : 0;
}

/**
 * Odd factors make each product a bijection of 32 bits, so another offset below 4 GiB away, or
 * another length, always begins from another seed.
 */
function checksumSeed(magic: number, payloadBytes: number, offset: LogOffset): number {
  const low = Math.imul(offset % 0x1_0000_0000, 0x9e37_79b1);
  const high = Math.imul(Math.floor(offset / 0x1_0000_0000), 0x85eb_ca77);
  return (magic ^ low ^ high ^ Math.imul(payloadBytes, 0xc2b2_ae3d)) >>> 0;
}
