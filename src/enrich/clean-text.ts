/** NUL, and every half of a surrogate pair: whether it stands alone is only worth asking then. */
const perhapsUnclean = /[\0\ud800-\udfff]/;

const utf8BytesPerCharMax = 3;
const encoder = new TextEncoder();

/**
 * Well-formed UTF-16 without NUL, of the same length: a lone surrogate has no UTF-8 form, and NUL ends
 * a text in more than one database. Both become U+FFFD, so that two different ids stay two.
 */
export function cleanText(text: string): string {
  if (!perhapsUnclean.test(text)) return text;
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

export function isCleanText(text: string): boolean {
  return !perhapsUnclean.test(text) || (text.isWellFormed() && !text.includes("\0"));
}

/** Clean, and cut after the last whole character that fits into that many bytes of UTF-8. */
export function cleanAndCut(text: string, bytesMax: number): string {
  const clean = cleanText(text);
  if (clean.length * utf8BytesPerCharMax <= bytesMax) return clean;
  const { read } = encoder.encodeInto(clean, new Uint8Array(bytesMax));
  return read === clean.length ? clean : clean.slice(0, read);
}

/** Clean, and cut after that many UTF-16 units, or one before if that would halve a pair. */
export function cleanAndCutChars(text: string, charsMax: number): string {
  const clean = cleanText(text);
  if (clean.length <= charsMax) return clean;
  return clean.slice(0, isHighSurrogate(clean.charCodeAt(charsMax - 1)) ? charsMax - 1 : charsMax);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
