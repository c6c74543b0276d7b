/**
 * What a text might hold, found in one pass over its characters: nearly all texts hold nothing, and are spared
 * the expressions. A clue may be false, but what is to be removed never goes without one (a test compares).
 */
export const clue = {
  /** An at sign, or the percent sign that stands for it in URLs. */
  email: 1,
  /** As many digits as the shortest card has, wherever they stand. */
  card: 2,
  /** A word as long as the shortest token. */
  token: 4,
  /** What parameters stand behind. */
  parameters: 8,
} as const;

export const cardDigitsMin = 13;
/** As the expression in token.ts has it. */
const tokenCharsMin = 16;

/** The clues in a text, added up; 0: none. */
export function cluesIn(text: string): number {
  let clues = 0;
  let digits = 0;
  let wordChars = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < kinds.length ? kinds[code]! : other;
    if (kind <= digit) {
      if (++wordChars === tokenCharsMin) clues |= clue.token;
      if (kind === digit && ++digits === cardDigitsMin) clues |= clue.card;
      continue;
    }
    wordChars = 0;
    if (kind === emailSign) clues |= clue.email;
    else if (kind === parameterSign) clues |= clue.parameters;
  }
  return clues;
}

const letter = 0;
const digit = 1;
const other = 2;
const emailSign = 3;
const parameterSign = 4;

/** By the code of the character; letters are what expressions call `\w`, and the dash. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

function kindOf(char: string): number {
  if (/\d/.test(char)) return digit;
  if (/[\w-]/.test(char)) return letter;
  if (/[@%]/.test(char)) return emailSign;
  return /[?#]/.test(char) ? parameterSign : other;
}
