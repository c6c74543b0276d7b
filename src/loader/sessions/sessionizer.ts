import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectId } from "../../kernel/ids.ts";
import type { Fingerprinter } from "../dedupe/fingerprint.ts";
import type { SessionTable } from "./session-table.ts";

/**
 * Gives every event its session. With a client's session id the session is known by that id, else by
 * the visitor; a silence of `timeoutMs` or more starts the next one. The first session under a
 * client's id keeps that id; a later one gets the id and the base-36 time of its first event.
 * Ids are derived, not drawn, so that a batch processed again after a crash gets the same ones.
 */
export class Sessionizer {
  readonly table: SessionTable;
  readonly #fingerprinter: Fingerprinter;
  readonly #timeoutMs: number;

  constructor(options: { fingerprinter: Fingerprinter; table: SessionTable; timeoutMs: number }) {
    this.#fingerprinter = options.fingerprinter;
    this.table = options.table;
    this.#timeoutMs = options.timeoutMs;
  }

  /** As if they had never been here. */
  forget({ project_id, visitor_ids, session_ids }: ForgottenVisitors): void {
    const keys = [
      ...visitor_ids.map((id) => this.#keyOf(`visitor ${project_id}`, id)),
      ...session_ids.map((id) => this.#keyOf(`client-session ${project_id}`, id)),
    ];
    this.table.remove(keys);
  }

  #keyOf(scope: string, id: string): Uint32Array {
    return this.#fingerprinter.of(scope, encoder.encode(id)).slice();
  }

  place(request: SessionRequest, event: SessionEvent): Session {
    const { project_id, received_at } = request;
    const session_id = event.session_id;
    const isClients = session_id.length > 0;
    const scope = isClients ? `client-session ${project_id}` : `visitor ${project_id}`;
    const key = this.#fingerprinter.of(scope, isClients ? session_id : event.visitor_id);
    const { seed, isFirst } = this.table.place(key, event.time, received_at, this.#timeoutMs);
    if (!isClients) return { id: `ses_${hex(key[1]!)}${hex(key[2]!)}_${seed.toString(36)}`, seed };
    const clientId = decoder.decode(session_id);
    return { id: isFirst ? clientId : `${clientId}~${seed.toString(36)}`, seed };
  }
}

export interface ForgottenVisitors {
  readonly project_id: ProjectId;
  readonly visitor_ids: readonly string[];
  /** As clients sent them. */
  readonly session_ids: readonly string[];
}

/** With the id, the seed finds the session's row in the store, whose order is by it. */
export interface Session {
  readonly id: string;
  readonly seed: EpochMs;
}

/** What brought the event. */
export interface SessionRequest {
  readonly project_id: ProjectId;
  readonly received_at: EpochMs;
}

export interface SessionEvent {
  readonly time: EpochMs;
  readonly visitor_id: Uint8Array;
  /** The client's session id; empty when it sent none. */
  readonly session_id: Uint8Array;
}

const encoder = new TextEncoder();
// `ignoreBOM` means: do not cut a byte order mark off, or two ids would become one.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
