import { z } from "zod";

/** An e-mail address as accounts are found by it: trimmed, in lower case, at most 254 characters. */
export type EmailAddress = string;

/**
 * Parses an address to the form under which accounts are kept. The part before the @ is lowered too: providers
 * that tell its cases apart are not known any more, and two accounts that look alike are an invitation to
 * fraud. Only ASCII is taken, so that no letter can pass for another.
 */
export const emailAddressSchema = z
  .string()
  .max(300)
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("must be an e-mail address"))
  .meta({ description: "An e-mail address; compared without regard to case" });

export function domainOf(email: EmailAddress): string {
  return email.slice(email.lastIndexOf("@") + 1);
}
