import type { Socket } from "bun";

/** What came back over a raw connection. */
export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly tookMs: number;
}

/** Bytes to send, or a pause in milliseconds. */
export type RawPart = Uint8Array | string | number;

export interface RawOptions {
  /** The test fails by then: neither answer nor end. */
  readonly timeoutMs?: number;
  /** Hang up after the last part, without waiting for an answer. */
  readonly hangsUp?: boolean;
}

/**
 * Sends bytes exactly as given, which no HTTP client would do, and waits for the first answer or the end
 * of the connection, whichever comes first. Throws when neither comes.
 */
export async function rawRequest(
  url: string,
  parts: readonly RawPart[],
  options: RawOptions = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  // What answers a HEAD states the length of a body that does not come.
  const exchange = new Exchange(String(parts[0]).startsWith("HEAD "));
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_, chunk) => exchange.receive(chunk),
      drain: () => exchange.drained(),
      close: () => exchange.ended(),
      error: () => {},
    },
  });
  try {
    await exchange.send(socket, parts);
    if (options.hangsUp === true) return exchange.answer();
    const inTime = await Promise.race([exchange.done, Bun.sleep(options.timeoutMs ?? 15_000)]);
    if (inTime !== "done")
      throw new Error(`neither an answer nor an end; received so far: ${exchange.text()}`);
    return exchange.answer();
  } finally {
    socket.terminate();
  }
}

/** A request's head with the given header lines, ended; with the token that documents write, for the dialect that wants one. */
export function rawHead(
  method: string,
  target: string,
  headers: Readonly<Record<string, string | number>>,
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${placeholder}${lines.join("")}\r\n`;
}

const placeholder = "Authorization: Bearer <jwt-token>\r\n";

class Exchange {
  readonly done: Promise<"done">;
  readonly #startedAt = performance.now();
  #finish: (done: "done") => void = () => {};
  #received = Buffer.alloc(0);
  #isOver = false;
  #drained: () => void = () => {};
  readonly #isHead: boolean;

  constructor(isHead: boolean) {
    this.#isHead = isHead;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  async send(socket: Socket, parts: readonly RawPart[]): Promise<void> {
    for (const part of parts) {
      if (this.#isOver) return;
      if (typeof part === "number") await Promise.race([this.done, Bun.sleep(part)]);
      else await this.#write(socket, Buffer.from(part));
    }
  }

  receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    if (this.#isComplete()) this.ended();
  }

  ended(): void {
    this.#isOver = true;
    this.#drained();
    this.#finish("done");
  }

  drained(): void {
    this.#drained();
  }

  text(): string {
    return this.#received.toString("utf8");
  }

  answer(): RawAnswer {
    const [head = "", ...rest] = this.text().split("\r\n\r\n");
    const [statusLine = "", ...lines] = head.split("\r\n");
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const status = Number(statusLine.split(" ")[1] ?? 0);
    const length = statedLength(head);
    // Behind the body may stand the answer to what came behind the request.
    const body = Buffer.from(rest.join("\r\n\r\n")).subarray(0, Number.isNaN(length) ? undefined : length);
    const tookMs = performance.now() - this.#startedAt;
    return { status, headers: new Map(headers), body: body.toString("utf8"), tookMs };
  }

  async #write(socket: Socket, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.byteLength && !this.#isOver;) {
      const written = socket.write(bytes.subarray(at));
      if (written < 0) return;
      at += written;
      if (at < bytes.byteLength) {
        await new Promise<void>((resolve) => {
          this.#drained = resolve;
          // A server that has stopped reading never drains; the answer or the end is what counts then.
          setTimeout(resolve, 100);
        });
      }
    }
  }

  #isComplete(): boolean {
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd === -1) return false;
    const head = this.#received.subarray(0, headEnd).toString("latin1");
    if (this.#isHead || head.startsWith("HTTP/1.1 204")) return true;
    return this.#received.byteLength - headEnd - 4 >= statedLength(head);
  }
}

/** NaN where none is stated: then the body ends with the connection. */
function statedLength(head: string): number {
  return Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN);
}
