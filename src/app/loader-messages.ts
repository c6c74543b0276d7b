import type { ProjectId } from "../kernel/ids.ts";
import type { LoaderLimits, LoaderProgress } from "../loader/loader.ts";
import type { ForgottenVisitors } from "../loader/sessions/sessionizer.ts";
import type { LogOffset } from "../log/event-log.ts";

/** What the loader's thread is started with; plain data, because it crosses threads. */
export interface LoaderThreadSetup {
  readonly logFolder: string;
  readonly logId: string;
  readonly loaderFolder: string;
  readonly deadLetterFolder: string;
  readonly logLevel: string;
  readonly dedupeWindowMs: number;
  readonly limits: LoaderLimits;
  readonly store: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

export type ToLoader =
  | { readonly kind: "setup"; readonly setup: LoaderThreadSetup; readonly durableEnd: LogOffset }
  | { readonly kind: "durable"; readonly end: LogOffset }
  | { readonly kind: "drain"; readonly offset: LogOffset }
  | { readonly kind: "hold"; readonly hold: number }
  | { readonly kind: "forget"; readonly of: ForgottenVisitors }
  | { readonly kind: "leave-out"; readonly project_id: ProjectId }
  | { readonly kind: "release" }
  | { readonly kind: "stop" };

export type FromLoader =
  | { readonly kind: "progress"; readonly progress: LoaderProgress }
  /** It could not open what it works with, and tries again. */
  | { readonly kind: "failed"; readonly problem: string }
  | { readonly kind: "held"; readonly hold: number }
  /** What a holder asked to forget or to leave out; the problem is empty when it is done. */
  | { readonly kind: "changed"; readonly problem: string }
  | { readonly kind: "stopped" };
