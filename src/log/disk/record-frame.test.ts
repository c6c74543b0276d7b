import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import {
  encodeFrame,
  encodeVoidHeader,
  frameHeaderBytes,
  parseFrames,
  payloadBytesMax,
} from "./record-frame.ts";

const offset = 5_000_000_000;

describe("a frame", () => {
  test("lies in the file as documented; a change of this test is a change of the format", () => {
    expect(Buffer.from(frame(new TextEncoder().encode("tide"), 0)).toString("hex")).toBe(
      ["ff544d52", "04000000", "835addd8", "74696465"].join(""),
    );
    expect(Buffer.from(encodeVoidHeader(0, 3)).toString("hex")).toBe(
      ["ff544d2d", "03000000", "485e5565"].join(""),
    );
  });

  test("is read back with its offsets", () => {
    const bytes = concat(
      frame(filled(3), offset),
      frame(filled(0), offset + 15),
      frame(filled(40), offset + 27),
    );
    expect(parseFrames(bytes, offset, offset + bytes.length)).toEqual({
      entries: [
        { offset, next: offset + 15, payload: filled(3) },
        { offset: offset + 15, next: offset + 27, payload: filled(0) },
        { offset: offset + 27, next: offset + 79, payload: filled(40) },
      ],
      next: offset + 79,
      stop: "end",
      needBytes: 0,
    });
  });

  test("is not taken for one at any other offset", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.uint8Array(), (written, read, payload) => {
        const bytes = frame(payload, written);
        const parsed = parseFrames(bytes, read, read + bytes.length);
        expect(parsed.stop).toBe(written === read ? "end" : "invalid");
      }),
    );
  });

  test("is invalid after any single bit flip, in header and payload alike", () => {
    const bytes = concat(frame(filled(20), offset), frame(filled(0), offset + 32));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const parsed = parseFrames(flipped, offset, offset + bytes.length);
      expect({ bit, stop: parsed.stop }).toEqual({ bit, stop: "invalid" });
      expect(parsed.next).toBe(bit < 32 * 8 ? offset : offset + 32);
    }
  });

  test("that is not there in full says how many bytes it needs", () => {
    const bytes = frame(filled(20), offset);
    for (let length = 1; length < bytes.length; length++) {
      const needBytes = length < frameHeaderBytes ? frameHeaderBytes : bytes.length;
      const parsed = parseFrames(bytes.subarray(0, length), offset, offset + 1_000);
      expect(parsed).toEqual({ entries: [], next: offset, stop: "cut", needBytes });
      expect(parseFrames(bytes.subarray(0, length), offset, offset + length).stop).toBe("invalid");
    }
  });

  test("with a senseless length is invalid and costs no memory", () => {
    const bytes = frame(filled(20), offset);
    new DataView(bytes.buffer).setUint32(4, payloadBytesMax + 1, true);
    expect(parseFrames(bytes, offset, offset + 1e12).stop).toBe("invalid");
  });
});

test("a void frame is skipped with whatever it covers, also beyond the bytes at hand", () => {
  const junk = filled(30);
  const bytes = concat(
    frame(filled(1), offset),
    encodeVoidHeader(offset + 13, 30),
    junk,
    frame(filled(2), offset + 55),
  );
  const all = parseFrames(bytes, offset, offset + bytes.length);
  expect(all.entries.map((entry) => entry.offset)).toEqual([offset, offset + 55]);
  const part = parseFrames(bytes.subarray(0, 30), offset, offset + bytes.length);
  expect(part).toMatchObject({ next: offset + 55, stop: "end" });
});

function frame(payload: Uint8Array, at: number): Uint8Array {
  const bytes = new Uint8Array(frameHeaderBytes + payload.length);
  encodeFrame(bytes, new DataView(bytes.buffer), 0, at, payload);
  return bytes;
}

function filled(length: number): Uint8Array {
  return new Uint8Array(length).fill(length);
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
