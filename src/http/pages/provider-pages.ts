import { parse, serialize } from "hono/utils/cookie";
import { z } from "zod";
import { failure } from "../../kernel/errors.ts";
import { isSecure } from "../browser-request.ts";
import type { Services } from "../services.ts";
import { signInCookie } from "../sign-in-cookie.ts";
import { redirectTo } from "./layout.ts";
import { accountPath } from "./paths.ts";
import { signInPage } from "./sign-in-page.ts";
import { type PageContext, visitorOf } from "./visitor.ts";

/** Sends the browser to the sign-in provider, with what it has to bring back in a cookie of ten minutes. */
export async function leaveForProvider(c: PageContext, services: Services): Promise<Response> {
  const { provider } = services.accounts;
  if (provider === null) return signInPage(services, { problem: noProvider });
  const begun = await provider.begin();
  if (!begun.ok) return signInPage(services, { problem: begun.error });
  const { url, attempt } = begun.value;
  return redirectTo(url, [
    ["Set-Cookie", attemptCookie(c, services, JSON.stringify(attempt), attemptSeconds)],
  ]);
}

/** The browser comes back: with the answer in the query, and the attempt in its cookie. */
export async function returnFromProvider(c: PageContext, services: Services): Promise<Response> {
  const { provider } = services.accounts;
  if (provider === null) return signInPage(services, { problem: noProvider });
  const attempt = readAttempt(c, services);
  if (attempt === null) return signInPage(services, { problem: tooLate });
  const query = new URL(c.req.url).searchParams;
  const finished = await provider.finish(query, attempt, visitorOf(c, services));
  const response = finished.ok
    ? redirectTo(accountPath, [["Set-Cookie", signInCookie(finished.value.secret, c.req.raw, services)]])
    : await signInPage(services, { problem: finished.error });
  response.headers.append("Set-Cookie", attemptCookie(c, services, "", 0));
  return response;
}

const attemptSchema = z.object({
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
});

function readAttempt(c: PageContext, services: Services): z.infer<typeof attemptSchema> | null {
  const text = parse(c.req.header("cookie") ?? "")[attemptName(c, services)];
  try {
    return attemptSchema.safeParse(JSON.parse(text ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

/** `Lax`, because the browser comes back from the provider's site by a link. */
function attemptCookie(c: PageContext, services: Services, value: string, maxAge: number): string {
  const secure = isSecure(c.req.raw, services);
  return serialize(attemptName(c, services), value, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure,
    maxAge,
  });
}

function attemptName(c: PageContext, services: Services): string {
  return isSecure(c.req.raw, services) ? "__Host-tidemark-provider" : "tidemark-provider";
}

const attemptSeconds = 600;
const noProvider = failure("not_found", { message: "No sign-in provider is configured here." });
const tooLate = failure("unauthorized", { message: "That took too long; try again." });
