import { createHash } from "node:crypto";
import { isSameText } from "./secret.ts";

/**
 * The token that a page must show beside the cookie when it changes something. It is derived from the secret in
 * the cookie: another site can send the cookie but read neither, so it can show no token; and it needs no store.
 * It does not give the secret away.
 */
export function csrfTokenOf(secret: string): string {
  return createHash("sha256").update("tidemark csrf\0").update(secret).digest("base64url");
}

export function isCsrfTokenOf(secret: string, shown: string): boolean {
  return isSameText(csrfTokenOf(secret), shown);
}
