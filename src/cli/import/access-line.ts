import { parseTime } from "../../event/time.ts";
import type { EpochMs } from "../../kernel/clock.ts";

/** One line of a web server's access log. `-`, which means not known, is the empty string. */
export interface AccessLine {
  readonly host: string;
  readonly user: string;
  readonly time: EpochMs;
  /** As the client sent it, which need not be HTTP at all. */
  readonly request: string;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly referrer: string;
  readonly userAgent: string;
}

/**
 * Reads the Combined Log Format of Apache and nginx, and the Common Log Format, which lacks the last
 * two fields; what a server was told to write behind them is not read. Null when the line is neither.
 * Walks through the line once, so no line takes longer than its length.
 */
export function parseAccessLine(line: string): AccessLine | null {
  const hostEnd = line.indexOf(" ");
  const stamp = hostEnd > 0 ? findTime(line, hostEnd) : null;
  if (stamp === null) return null;
  const request = readQuoted(line, stamp.end);
  const counts = request === null ? null : readCounts(line, request.end);
  if (request === null || counts === null) return null;
  const sender = counts.end === line.length ? unknownSender : readSender(line, counts.end);
  if (sender === null) return null;
  return {
    host: withoutDash(line.slice(0, hostEnd)),
    user: userIn(line.slice(hostEnd + 1, stamp.start)),
    time: stamp.time,
    request: withoutDash(request.text),
    status: counts.status,
    bytes: counts.bytes,
    ...sender,
  };
}

const unknownSender = { referrer: "", userAgent: "" };
const timeChars = "17/May/2015:10:05:03 +0000".length;

/** The first ` [time]`: a user name may hold blanks and brackets, but hardly a time in brackets. */
function findTime(line: string, from: number): { start: number; end: number; time: EpochMs } | null {
  for (let start = line.indexOf(" [", from); start >= 0; start = line.indexOf(" [", start + 1)) {
    const end = start + 2 + timeChars;
    if (line[end] !== "]") continue;
    const time = parseLogTime(line.slice(start + 2, end));
    if (time !== undefined) return { start, end: end + 1, time };
  }
  return null;
}

const logTime = /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}$/;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function parseLogTime(text: string): EpochMs | undefined {
  if (!logTime.test(text)) return undefined;
  const month = String(months.indexOf(text.slice(3, 6)) + 1).padStart(2, "0");
  const zone = `${text.slice(21, 24)}:${text.slice(24)}`;
  return parseTime(`${text.slice(7, 11)}-${month}-${text.slice(0, 2)}T${text.slice(12, 20)}${zone}`);
}

/** Behind the identity, which nobody sends any more. */
function userIn(identityAndUser: string): string {
  return withoutDash(identityAndUser.slice(identityAndUser.indexOf(" ") + 1));
}

/** ` 200 2326`; either may be a dash. */
function readCounts(
  line: string,
  from: number,
): { status: number | null; bytes: number | null; end: number } | null {
  counts.lastIndex = from;
  const [all, status, bytes] = counts.exec(line) ?? [];
  if (all === undefined) return null;
  return { status: numberOrNull(status!), bytes: numberOrNull(bytes!), end: from + all.length };
}

const counts = / (\d{3}|-) (\d{1,15}|-)(?= |$)/y;

function numberOrNull(text: string): number | null {
  return text === "-" ? null : Number(text);
}

function readSender(line: string, from: number): { referrer: string; userAgent: string } | null {
  const referrer = readQuoted(line, from);
  // Programs that ship logs cut long lines off. All but the end of the user agent is there then.
  const userAgent =
    referrer === null ? null : (readQuoted(line, referrer.end) ?? readQuoted(`${line}"`, referrer.end));
  if (referrer === null || userAgent === null) return null;
  return { referrer: withoutDash(referrer.text), userAgent: withoutDash(userAgent.text) };
}

/** ` "text"`, in which a backslash escapes what follows. */
function readQuoted(line: string, from: number): { text: string; end: number } | null {
  if (line[from] !== " " || line[from + 1] !== '"') return null;
  const start = from + 2;
  for (let at = start; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return { text: unescape(line.slice(start, at)), end: at + 1 };
  }
  return null;
}

/**
 * Both servers write odd bytes as `\xhh`; Apache writes quotes and backslashes behind a backslash and
 * some control characters as in C. The bytes are put together and read as UTF-8.
 */
function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes: Uint8Array[] = [];
  let end = 0;
  for (const { 0: escaped, 1: hex, 2: letter, index } of text.matchAll(/\\(?:x([\da-fA-F]{2})|([^x]))/g)) {
    const byte = hex === undefined ? (controls[letter!] ?? Buffer.from(letter!)) : [Number.parseInt(hex, 16)];
    bytes.push(Buffer.from(text.slice(end, index)), Uint8Array.from(byte));
    end = index + escaped.length;
  }
  bytes.push(Buffer.from(text.slice(end)));
  return Buffer.concat(bytes).toString("utf8");
}

const controls: Readonly<Record<string, readonly number[]>> = {
  n: [10],
  t: [9],
  r: [13],
  b: [8],
  v: [11],
  f: [12],
};

function withoutDash(text: string): string {
  return text === "-" ? "" : text;
}
