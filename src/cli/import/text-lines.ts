import { limits } from "../../kernel/limits.ts";
import { type LineBlock, LineSplitter } from "./line-splitter.ts";
import { type ParsedLine, type SourceLine, rejected } from "./parsed-line.ts";

/** The lines of a file that holds one event a line; empty lines are no events. */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  parse: (line: string) => ParsedLine,
): AsyncGenerator<SourceLine[]> {
  const splitter = new LineSplitter(limits.bodyBytesMax);
  for await (const chunk of chunks) yield parseBlock(splitter.push(chunk), parse);
  yield parseBlock(splitter.end(), parse);
}

function parseBlock({ first, lines }: LineBlock, parse: (line: string) => ParsedLine): SourceLine[] {
  const parsed: SourceLine[] = [];
  for (const [index, text] of lines.entries()) {
    const line = first + index;
    if (text === null) parsed.push({ line, content: () => "", parsed: tooLong });
    else if (text.trim() !== "") parsed.push({ line, content: () => text, parsed: parse(text) });
  }
  return parsed;
}

const tooLong = rejected(`unreadable line: longer than ${limits.bodyBytesMax} characters`);
