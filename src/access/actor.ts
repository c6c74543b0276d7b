import type { AuditedAct } from "./audit.ts";
import type { Principal } from "./principal.ts";

/** Who changes something, and from where. */
export interface Actor {
  readonly principal: Principal;
  /** Of the client, behind proxies of ours too; empty for the command line. */
  readonly address: string;
}

/** One actor in one word, as things remember who made them. */
export function actorName({ principal }: Actor): string {
  return `${principal.kind}:${principal.id}`;
}

/** The part of an audited act that says who. */
export function byActor({ principal, address }: Actor): Pick<AuditedAct, "principal" | "address"> {
  return { principal, address };
}
