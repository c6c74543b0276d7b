/**
 * What an enrichment step is: it reads the draft and the request, fills fields of the one event in
 * progress, and answers whether to go on. Data never makes it throw.
 */
import type { Event, EventDraft, RequestContext } from "../event/event.ts";
import type { PrivacyPolicy } from "../event/privacy-policy.ts";
import type { FilterReason, Rejection } from "../event/verdict.ts";
import { errorRegistry } from "../kernel/errors.ts";
import type { ClickId } from "./click-ids.ts";

export type Step = (work: Work) => StepResult;
export type StepResult = Ok | Drop | Reject;

export interface Ok {
  readonly kind: "ok";
}

/** The event is accepted but not kept. */
export interface Drop {
  readonly kind: "drop";
  readonly reason: FilterReason;
}

/** The event is not accepted; the sender is told why. */
export interface Reject {
  readonly kind: "reject";
  readonly rejection: Rejection;
}

/** One event on its way through the steps. Every work object has the same shape, for the compiler's sake. */
export interface Work {
  readonly event: Event;
  /** Without what the policy removes. */
  readonly draft: EventDraft;
  readonly policy: PrivacyPolicy;
  readonly context: RequestContext;
  /** Of whom the event tells, not necessarily of who sent it; empty if not known. Never part of the event. */
  readonly ip: string;
  readonly userAgent: string;
  /** The sender speaks for somebody at another address, so the request says nothing about the place. */
  readonly relayed: boolean;
  /** The id came from the sender, so the event may come again. */
  resendable: boolean;
  /** Do Not Track: neither the sender's ids nor the address may leave a trace. */
  anonymous: boolean;
  /** Of the page: `?a=b` or empty, and the host without `www.` or empty. */
  pageQuery: string;
  pageHost: string;
  /** The advertiser's click id in the page's query. */
  clickId: ClickId | undefined;
}

export const ok: Ok = { kind: "ok" };

export function drop(reason: FilterReason): Drop {
  return { kind: "drop", reason };
}

export function reject(code: Rejection["code"], field: string, message?: string): Reject {
  return { kind: "reject", rejection: { code, field, message: message ?? errorRegistry[code].text } };
}
