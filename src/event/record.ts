import { assert } from "../kernel/assert.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";

/**
 * A log record: what one request brought to one project. The few fields that the loader decides by
 * are binary, so that it never parses JSON; each event's row is the JSON text that goes into the
 * store as it is. Counts of rejected and filtered events ride along, so that the counters are as
 * durable and as exactly-once as the events.
 *
 *     u8 version | f64 receivedAt | text16 project
 *     u8 n, n × (u8 kind, u8 reason, u32 count)        events that were not taken, parts that were removed
 *     u32 events, each: f64 time | u8 flags | text16 event id | text16 visitor | text16 session | text32 row
 *
 * Integers are little endian; textN is a length of N bits and that many bytes of UTF-8.
 */
export interface EventRecord {
  readonly received_at: EpochMs;
  readonly project_id: ProjectId;
  readonly untaken: readonly UntakenCount[];
  readonly events: readonly RecordedEvent[];
}

export interface UntakenCount {
  /** `redacted` counts parts that were removed from events that were taken. */
  readonly verdict: "rejected" | "filtered" | "redacted";
  /** Index into `rejectReasons`, `filterReasons` or `redactionReasons`. */
  readonly reason: number;
  readonly count: number;
}

export interface RecordedEvent {
  readonly time: EpochMs;
  /** The id came from the sender, so the event may come again and is looked up for duplicates. */
  readonly resendable: boolean;
  readonly event_id: string;
  readonly visitor_id: string;
  /** The client's session id or the empty string. */
  readonly session_id: string;
  /** The JSON object of the event's row without `session_id` and `seq`, which the loader adds. */
  readonly row: string;
}

/** One event as it lies in the record's bytes; texts stay bytes, because most are only hashed or copied. */
export interface EventView {
  readonly time: EpochMs;
  readonly resendable: boolean;
  readonly event_id: Uint8Array;
  readonly visitor_id: Uint8Array;
  readonly session_id: Uint8Array;
  readonly row: Uint8Array;
  readonly rowBytes: number;
}

export interface RecordView {
  readonly received_at: EpochMs;
  readonly project_id: ProjectId;
  readonly untaken: readonly UntakenCount[];
  readonly events: readonly EventView[];
}

/** Stored as their place in this list. */
const untakenKinds = ["rejected", "filtered", "redacted"] as const;

const version = 1;
const fixedHeaderBytes = 1 + 8 + 2 + 1 + 4;
const untakenBytes = 1 + 1 + 4;
const fixedEventBytes = 8 + 1 + 2 + 2 + 2 + 4;
const utf8BytesPerCharMax = 3;

// `ignoreBOM` means: do not cut a byte order mark off, it is part of the text like any character.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function encodeRecord(record: EventRecord): Uint8Array {
  const writer = new RecordWriter(record);
  writer.u8(version);
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
    const written = this.#bytes.write(value, this.#at + 2);
    assert(written <= 0xffff, "a text16 is longer than 65,535 bytes");
    this.#bytes.writeUInt16LE(written, this.#at);
    this.#at += 2 + written;
  }

  text32(value: string): void {
    const written = this.#bytes.write(value, this.#at + 4);
    this.#bytes.writeUInt32LE(written, this.#at);
    this.#at += 4 + written;
  }

  finish(): Uint8Array {
    if (this.#bytes === RecordWriter.#shared) RecordWriter.#sharedUsed = this.#at;
    return this.#bytes.subarray(this.#from, this.#at);
  }
}

const sharedBytes = 256 * 1024;
/** Larger ones would leave too much of the shared memory unused. */
const sharedRecordBytesMax = sharedBytes / 16;

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

/** The views share the record's memory; they are good as long as it is. */
export function decodeRecord(bytes: Uint8Array): RecordView {
  const reader = readerOf(bytes);
  const received_at = reader.f64();
  const project_id = decoder.decode(reader.bytes16());
  const untaken: UntakenCount[] = [];
  for (let left = reader.u8(); left > 0; left--) {
    untaken.push({
      verdict: untakenKinds[reader.u8()] ?? "filtered",
      reason: reader.u8(),
      count: reader.u32(),
    });
  }
  const events: EventView[] = [];
  for (let left = reader.u32(); left > 0; left--) {
    events.push(new EventInRecord(bytes, reader));
  }
  return { received_at, project_id, untaken, events };
}

/** Knows where the texts lie; a view is made only of those that are asked for. */
class EventInRecord implements EventView {
  readonly time: EpochMs;
  readonly resendable: boolean;
  readonly #bytes: Uint8Array;
  readonly #idFrom: number;
  readonly #idTo: number;
  readonly #visitorTo: number;
  readonly #sessionTo: number;
  readonly #rowTo: number;

  constructor(bytes: Uint8Array, reader: RecordReader) {
    this.#bytes = bytes;
    this.time = reader.f64();
    this.resendable = reader.u8() === 1;
    this.#idFrom = reader.at + length16Bytes;
    this.#idTo = reader.skip16();
    this.#visitorTo = reader.skip16();
    this.#sessionTo = reader.skip16();
    this.#rowTo = reader.skip32();
  }

  get event_id(): Uint8Array {
    return this.#bytes.subarray(this.#idFrom, this.#idTo);
  }

  get visitor_id(): Uint8Array {
    return this.#bytes.subarray(this.#idTo + length16Bytes, this.#visitorTo);
  }

  get session_id(): Uint8Array {
    return this.#bytes.subarray(this.#visitorTo + length16Bytes, this.#sessionTo);
  }

  get row(): Uint8Array {
    return this.#bytes.subarray(this.#sessionTo + length32Bytes, this.#rowTo);
  }

  get rowBytes(): number {
    return this.#rowTo - this.#sessionTo - length32Bytes;
  }
}

const length16Bytes = 2;
const length32Bytes = 4;

/** A reader behind the version. */
function readerOf(bytes: Uint8Array): RecordReader {
  const reader = new RecordReader(bytes);
  assert(bytes.byteLength > 0 && reader.u8() === version, "the log record has an unknown version");
  return reader;
}

class RecordReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  f64(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  /** Where the next field begins. */
  get at(): number {
    return this.#at;
  }

  bytes16(): Uint8Array {
    const from = this.#at + length16Bytes;
    return this.#bytes.subarray(from, this.skip16());
  }

  /** Passes a text over and returns its end. */
  skip16(): number {
    return this.#skip(length16Bytes, this.#view.getUint16(this.#at, true));
  }

  skip32(): number {
    return this.#skip(length32Bytes, this.#view.getUint32(this.#at, true));
  }

  #skip(lengthBytes: number, length: number): number {
    this.#at += lengthBytes + length;
    assert(this.#at <= this.#bytes.byteLength, "a text reaches past the end of its log record");
    return this.#at;
  }
}

/** How many events a record holds, without decoding them. */
export function countEvents(bytes: Uint8Array): number {
  const reader = readerOf(bytes);
  reader.f64();
  reader.bytes16();
  for (let left = reader.u8(); left > 0; left--) {
    reader.u8();
    reader.u8();
    reader.u32();
  }
  return reader.u32();
}
