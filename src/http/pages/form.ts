import { type Failure, errorRegistry, failure } from "../../kernel/errors.ts";
import { limits } from "../../kernel/limits.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import { comesFromOwnPage } from "../browser-request.ts";
import type { Services } from "../services.ts";

/** The fields of a form that was sent from one of our own pages; another site's page is refused. */
export async function readForm(req: Request, services: Services): Promise<Result<URLSearchParams, Failure>> {
  if (!comesFromOwnPage(req, services)) return err(otherSite);
  // Browsers always state the length of a form.
  const bytes = Number(req.headers.get("content-length") ?? Number.NaN);
  return bytes <= limits.formBytesMax ? ok(new URLSearchParams(await req.text())) : err(tooLarge);
}

export function statusOf({ code }: Failure): number {
  return errorRegistry[code].status;
}

const tooLarge = failure("body_too_large");
const otherSite = failure("forbidden", {
  message: "This form was sent from somewhere else; open the page here and try again.",
});
