/**
 * From what the sender stated (`EventDraft`) and what the request shows (`RequestContext`) to the
 * event as it is stored: the list of steps, in order. Each fills its fields of the one event, or ends
 * the list by dropping or rejecting it. See step.ts.
 */
import type { Event, EventDraft, RequestContext } from "../event/event.ts";
import type { PrivacyPolicy } from "../event/privacy-policy.ts";
import type { SamplingRules } from "../event/sampling-rules.ts";
import type { RedactionReason } from "../event/verdict.ts";
import type { IdSource, ProjectId } from "../kernel/ids.ts";
import { checkTime } from "./check-time.ts";
import { respectDoNotTrack } from "./do-not-track.ts";
import { hashAddress } from "./hash-address.ts";
import { identify } from "./identify.ts";
import { locate } from "./locate.ts";
import { nameChannel } from "./name-channel.ts";
import { readCampaign } from "./read-campaign.ts";
import { readDevice } from "./read-device.ts";
import { readPage } from "./read-page.ts";
import { readReferrer } from "./read-referrer.ts";
import { createRedaction } from "./redact/redact-draft.ts";
import { requireConsent } from "./require-consent.ts";
import type { Salts } from "./salts.ts";
import { sample } from "./sample.ts";
import { startWork } from "./start-work.ts";
import type { Drop, Reject, Step } from "./step.ts";
import { createAddressHash, createUserHash, createVisitorHash } from "./visitor-hash.ts";

export type Outcome = Enriched | Drop | Reject;

export interface Enriched {
  readonly kind: "ok";
  readonly event: Event;
  /** The event id came from the sender, so the event may come again. */
  readonly resendable: boolean;
  /** What was removed from it, once for each place; empty for nearly all events. */
  readonly redactions: readonly RedactionReason[];
}

export type Enrich = (draft: EventDraft, context: RequestContext) => Outcome;

export interface EnrichmentParts {
  readonly ids: IdSource;
  readonly salts: Salts;
  /** Asked for each event, so it answers from memory; the same object for as long as nothing changes. */
  readonly policyOf: (project: ProjectId) => PrivacyPolicy;
  /** Asked for each event likewise; null: everything is kept. */
  readonly samplingOf: (project: ProjectId) => SamplingRules | null;
  /** Of kernel/limits.ts. */
  readonly limits: {
    readonly futureTimeMsMax: number;
    readonly stringBytesMax: number;
    readonly propertyDepthMax: number;
  };
}

/** There is no clock among the parts: the present of an event is its `received_at`. */
export function createEnrichment({ ids, salts, policyOf, samplingOf, limits }: EnrichmentParts): Enrich {
  const steps: readonly Step[] = [
    checkTime(limits.futureTimeMsMax),
    respectDoNotTrack(),
    requireConsent(),
    identify(ids, createVisitorHash(salts), createUserHash(salts.addressKey)),
    sample(samplingOf),
    hashAddress(createAddressHash(salts.addressKey)),
    readPage(limits.stringBytesMax),
    readReferrer(limits.stringBytesMax),
    readCampaign(limits.stringBytesMax),
    nameChannel(),
    readDevice(),
    locate(),
  ];
  const redact = createRedaction(limits.propertyDepthMax);
  return (draft, context) => {
    const policy = policyOf(context.project_id);
    // Before anything is read from it, so that nothing derived from it can hold what was removed.
    const { draft: kept, redactions } = redact(draft, policy);
    const work = startWork(kept, context, policy, limits.propertyDepthMax);
    for (const step of steps) {
      const result = step(work);
      if (result.kind !== "ok") return result;
    }
    return { kind: "ok", event: work.event, resendable: work.resendable, redactions };
  };
}
