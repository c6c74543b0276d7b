import { assert } from "../kernel/assert.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { type UntakenCount, length16Bytes, length32Bytes, recordVersion, untakenKinds } from "./record.ts";

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

// `ignoreBOM` means: do not cut a byte order mark off, it is part of the text like any character.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

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

/** A reader behind the version. */
function readerOf(bytes: Uint8Array): RecordReader {
  const reader = new RecordReader(bytes);
  assert(bytes.byteLength > 0 && reader.u8() === recordVersion, "the log record has an unknown version");
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
