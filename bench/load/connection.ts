import type { Socket } from "bun";

/**
 * One HTTP/1.1 connection over a raw socket with one request under way: of an answer it reads the status
 * and the length and nothing else, because the load generator shares the machine with the server.
 */
export class Connection {
  readonly #onAnswer: (status: number) => void;
  readonly #onClose: () => void;
  #socket: Socket | null = null;
  #unsent: Uint8Array = nothing;
  #received: Buffer = nothing;
  /** Bytes of the current answer still to come; negative while its head is not complete. */
  #bodyBytesLeft = -1;
  #status = 0;

  constructor(options: { onAnswer: (status: number) => void; onClose: () => void }) {
    this.#onAnswer = options.onAnswer;
    this.#onClose = options.onClose;
  }

  async open(hostname: string, port: number): Promise<void> {
    this.#socket = await Bun.connect({
      hostname,
      port,
      socket: {
        data: (_, chunk) => this.#receive(chunk),
        drain: () => this.#writeMore(),
        close: () => this.#onClose(),
        error: () => {},
      },
    });
    this.#socket.setNoDelay(true);
  }

  /** The bytes must stay as they are until the answer comes. */
  send(bytes: Uint8Array): void {
    this.#unsent = bytes;
    this.#writeMore();
  }

  close(): void {
    this.#socket?.end();
  }

  #writeMore(): void {
    if (this.#unsent.byteLength === 0) return;
    const written = this.#socket!.write(this.#unsent);
    this.#unsent = written >= this.#unsent.byteLength ? nothing : this.#unsent.subarray(Math.max(0, written));
  }

  #receive(chunk: Buffer): void {
    if (this.#bodyBytesLeft >= 0) {
      this.#take(chunk.byteLength);
      return;
    }
    const head = this.#received.byteLength === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = head.indexOf("\r\n\r\n");
    if (headEnd === -1) {
      this.#received = head;
      return;
    }
    this.#received = nothing;
    this.#status = head[9]! * 100 + head[10]! * 10 + head[11]! - 48 * 111;
    this.#bodyBytesLeft = contentLength(head, headEnd);
    this.#take(head.byteLength - headEnd - 4);
  }

  #take(bytes: number): void {
    this.#bodyBytesLeft -= bytes;
    if (this.#bodyBytesLeft > 0) return;
    this.#bodyBytesLeft = -1;
    this.#onAnswer(this.#status);
  }
}

const nothing = Buffer.alloc(0);

function contentLength(head: Buffer, headEnd: number): number {
  const name = head.indexOf("ontent-Length: ");
  if (name === -1 || name > headEnd) return 0;
  let length = 0;
  for (let at = name + "ontent-Length: ".length; head[at]! >= 48 && head[at]! <= 57; at++) {
    length = length * 10 + head[at]! - 48;
  }
  return length;
}
