/** The last lines of a stream, each cut to a bearable length: the words of a process that died. */
export class TailOfLines {
  #lines: string[] = [];

  /** Reads the stream to its end and yields each line that says something. */
  async *follow(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of stream) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop()!.slice(0, lineCharsMax);
      for (const part of parts) yield* this.#keep(part);
    }
    yield* this.#keep(rest);
  }

  text(): string {
    return this.#lines.join("\n");
  }

  *#keep(line: string): Generator<string> {
    const cut = line.trimEnd().slice(0, lineCharsMax);
    if (cut === "" || stackFrame.test(cut)) return;
    this.#lines = [...this.#lines.slice(1 - linesMax), cut];
    yield cut;
  }
}

const linesMax = 20;
const lineCharsMax = 1_000;
/** `12. ? @ 0x000000001c8fa4b3`: the library is stripped, so its stack traces name nothing. */
const stackFrame = /^\d+\. .* @ 0x[0-9a-f]+$/;
