import { Presets, SingleBar } from "cli-progress";
import { secondMs } from "../../kernel/clock.ts";
import { count, perSecond } from "./summary.ts";

/** Shows that something happens: a bar on a terminal, else a line every few seconds. */
export interface Progress {
  /** `bytes` of the file as it lies on the disk, events read so far. */
  update(bytes: number, events: number): void;
  /** Instead of the rate: what it waits for. */
  note(text: string): void;
  stop(): void;
}

/** `bytesTotal` is undefined where the end is not known, as in a pipe. */
export function startProgress(bytesTotal: number | undefined, stream: NodeJS.WriteStream): Progress {
  const isBar = stream.isTTY && bytesTotal !== undefined && bytesTotal > 0;
  return isBar ? new BarProgress(bytesTotal, stream) : new LineProgress(bytesTotal, stream);
}

class BarProgress implements Progress {
  readonly #bar: SingleBar;
  readonly #startedAt = performance.now();

  constructor(bytesTotal: number, stream: NodeJS.WriteStream) {
    const format = "{bar} {percentage} %  {events} events  {rate}";
    this.#bar = new SingleBar(
      { format, stream, hideCursor: true, clearOnComplete: true },
      Presets.shades_classic,
    );
    this.#bar.start(bytesTotal, 0, { events: "0", rate: "" });
  }

  update(bytes: number, events: number): void {
    const rate = `${count(perSecond(events, performance.now() - this.#startedAt))}/s`;
    this.#bar.update(bytes, { events: count(events), rate });
  }

  note(text: string): void {
    this.#bar.update({ rate: text });
  }

  stop(): void {
    this.#bar.stop();
  }
}

const lineEveryMs = 5 * secondMs;

class LineProgress implements Progress {
  readonly #bytesTotal: number | undefined;
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now();
  #saidAt = performance.now();

  constructor(bytesTotal: number | undefined, stream: NodeJS.WriteStream) {
    this.#bytesTotal = bytesTotal;
    this.#stream = stream;
  }

  update(bytes: number, events: number): void {
    const now = performance.now();
    if (now - this.#saidAt < lineEveryMs) return;
    this.#saidAt = now;
    const percent = this.#bytesTotal ? ` (${Math.floor((bytes / this.#bytesTotal) * 100)} %)` : "";
    this.#say(`${count(events)} events${percent}, ${count(perSecond(events, now - this.#startedAt))}/s`);
  }

  note(text: string): void {
    if (performance.now() - this.#saidAt < lineEveryMs) return;
    this.#saidAt = performance.now();
    this.#say(text);
  }

  stop(): void {}

  #say(text: string): void {
    this.#stream.write(`tidemark: ${text}\n`);
  }
}
