import type { RedactionReason } from "../../event/verdict.ts";

/** Words without spaces, with up to two dots as a JSON Web Token has them. */
const candidate = /[\w-]{16,}(?:\.[\w-]+){0,2}/g;

/** How the keys of widely used services begin. */
const knownPrefix =
  /^(?:(?:sk|pk|rk)_(?:live|test)_|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|AKIA[A-Z0-9]{12}|AIza[\w-]{31}|sk-[\w-]{20})/;
const jsonWebToken = /^eyJ[\w-]{8,}\.[\w-]{8,}/;
const unbroken = /[A-Za-z0-9]{20,}/;
const randomCharsMin = 32;

/** Keys and tokens: those that say so by their form, and long texts of small and large letters and digits. */
export function replaceTokens(text: string, found: RedactionReason[]): string {
  return text.replace(candidate, (word) => {
    if (!isToken(word)) return word;
    found.push("token");
    return "[token]";
  });
}

/** UUIDs and hexadecimal digests are ids more often than secrets; they have no large letters and stay. */
function isToken(word: string): boolean {
  if (jsonWebToken.test(word) || knownPrefix.test(word)) return true;
  const [run = ""] = unbroken.exec(word) ?? [];
  return word.length >= randomCharsMin && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}

/** Parameters of URLs whose value is a secret, whatever it looks like. */
export const secretParameters: ReadonlySet<string> = new Set([
  "access_token",
  "api_key",
  "apikey",
  "auth",
  "auth_token",
  "client_secret",
  "id_token",
  "passwd",
  "password",
  "pwd",
  "refresh_token",
  "secret",
  "session_token",
  "sig",
  "signature",
  "token",
]);
