import { limits } from "../../kernel/limits.ts";
import type { ImportDraft } from "./parsed-line.ts";

/** Events that go to the server in one request, as JSON, and the lines that they came from. */
export interface Batch {
  readonly body: string;
  readonly lines: readonly number[];
}

/**
 * Several requests under way at once, and yet every visitor's events arrive in the file's order, which
 * decides between events of the same millisecond: a visitor always takes the same lane, and a lane
 * sends one batch after the other. Holds at most two batches a lane.
 */
export class Lanes {
  readonly #lanes: Lane[];

  constructor(options: { lanes: number; batchEventsMax: number; send: (batch: Batch) => Promise<void> }) {
    this.#lanes = Array.from({ length: options.lanes }, () => new Lane(options.send, options.batchEventsMax));
  }

  /** Undefined when the event was put to the others; else to be awaited, because its lane is busy. */
  add(draft: ImportDraft, line: number): Promise<void> | undefined {
    return this.#lanes[Bun.hash.crc32(visitorOf(draft)) % this.#lanes.length]!.add(
      JSON.stringify(draft),
      line,
    );
  }

  /** Sends what is left and waits for all answers. */
  async finish(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.finish()));
  }
}

function visitorOf({ user_id, anonymous_id, session_id, ip, user_agent }: ImportDraft): string {
  return JSON.stringify(user_id ?? anonymous_id ?? session_id ?? [ip, user_agent]);
}

class Lane {
  readonly #send: (batch: Batch) => Promise<void>;
  readonly #batchEventsMax: number;
  #events: string[] = [];
  #lines: number[] = [];
  #chars = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(send: (batch: Batch) => Promise<void>, batchEventsMax: number) {
    this.#send = send;
    this.#batchEventsMax = batchEventsMax;
  }

  add(event: string, line: number): Promise<void> | undefined {
    this.#events.push(event);
    this.#lines.push(line);
    this.#chars += event.length;
    if (this.#events.length < this.#batchEventsMax && this.#chars < batchCharsMax) return undefined;
    return this.#flush();
  }

  async finish(): Promise<void> {
    if (this.#events.length > 0) await this.#flush();
    await this.#sending;
  }

  /** Returns as soon as the batch before is answered: this one is then under way while the next one fills. */
  async #flush(): Promise<void> {
    const batch = { body: `[${this.#events.join(",")}]`, lines: this.#lines };
    this.#events = [];
    this.#lines = [];
    this.#chars = 0;
    await this.#sending;
    this.#sending = this.#send(batch);
  }
}

/** A character takes at most three bytes of UTF-8; one event more may still come on top. */
const batchCharsMax = (limits.batchBodyBytesMax - 3 * limits.bodyBytesMax) / 3;
