import { assert } from "../kernel/assert.ts";
import { type EventRecord, length16Bytes, length32Bytes, recordVersion, untakenKinds } from "./record.ts";

export function encodeRecord(record: EventRecord): Uint8Array {
  const writer = new RecordWriter(record);
  writer.u8(recordVersion);
  writer.f64(record.received_at);
  writer.text16(record.project_id);
  writer.u8(record.untaken.length);
  for (const untaken of record.untaken) {
    writer.u8(untakenKinds.indexOf(untaken.verdict));
    writer.u8(untaken.reason);
    writer.u32(untaken.count);
  }
  writer.u32(record.events.length);
  for (const event of record.events) {
    writer.f64(event.time);
    writer.u8(event.resendable ? 1 : 0);
    writer.text16(event.event_id);
    writer.text16(event.visitor_id);
    writer.text16(event.session_id);
    writer.text32(event.row);
  }
  return writer.finish();
}

/**
 * Small records lie one behind another in a shared piece of memory, which goes when the last of them
 * does: memory of its own for each cost more (4 µs an event under load) than all the writing.
 */
class RecordWriter {
  static #shared = Buffer.alloc(0);
  static #sharedUsed = 0;
  readonly #bytes: Buffer;
  readonly #from: number;
  #at: number;

  constructor(record: EventRecord) {
    const bytesMax = recordBytesOf(record, charsAsBytesMax);
    if (bytesMax > sharedRecordBytesMax) {
      this.#bytes = Buffer.allocUnsafe(recordBytesOf(record, (text) => Buffer.byteLength(text)));
      this.#from = 0;
    } else {
      if (RecordWriter.#sharedUsed + bytesMax > RecordWriter.#shared.byteLength) {
        RecordWriter.#shared = Buffer.allocUnsafeSlow(sharedBytes);
        RecordWriter.#sharedUsed = 0;
      }
      this.#bytes = RecordWriter.#shared;
      this.#from = RecordWriter.#sharedUsed;
    }
    this.#at = this.#from;
  }

  u8(value: number): void {
    this.#at = this.#bytes.writeUInt8(value, this.#at);
  }

  u32(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  f64(value: number): void {
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  text16(value: string): void {
    const written = this.#bytes.write(value, this.#at + length16Bytes);
    assert(written <= 0xffff, "a text16 is longer than 65,535 bytes");
    this.#bytes.writeUInt16LE(written, this.#at);
    this.#at += length16Bytes + written;
  }

  text32(value: string): void {
    const written = this.#bytes.write(value, this.#at + length32Bytes);
    this.#bytes.writeUInt32LE(written, this.#at);
    this.#at += length32Bytes + written;
  }

  finish(): Uint8Array {
    if (this.#bytes === RecordWriter.#shared) RecordWriter.#sharedUsed = this.#at;
    return this.#bytes.subarray(this.#from, this.#at);
  }
}

const sharedBytes = 256 * 1024;
/** Larger ones would leave too much of the shared memory unused. */
const sharedRecordBytesMax = sharedBytes / 16;

const fixedHeaderBytes = 1 + 8 + length16Bytes + 1 + 4;
const untakenBytes = 1 + 1 + 4;
const fixedEventBytes = 8 + 1 + 3 * length16Bytes + length32Bytes;
const utf8BytesPerCharMax = 3;

function recordBytesOf(record: EventRecord, bytesOf: (text: string) => number): number {
  let bytes = fixedHeaderBytes + bytesOf(record.project_id);
  bytes += record.untaken.length * untakenBytes + record.events.length * fixedEventBytes;
  for (const { event_id, visitor_id, session_id, row } of record.events) {
    bytes += bytesOf(event_id) + bytesOf(visitor_id) + bytesOf(session_id) + bytesOf(row);
  }
  return bytes;
}

function charsAsBytesMax(text: string): number {
  return text.length * utf8BytesPerCharMax;
}
