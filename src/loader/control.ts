import type { LoaderProgress } from "./loader.ts";

/** What the rest of the system may ask of the loader, wherever it runs. */
export interface LoaderControl {
  progress(): LoaderProgress;
  /**
   * Loads everything accepted before the call without delay; resolves true when it is queryable, false
   * when that took longer than `timeoutMs`.
   */
  drain(timeoutMs: number): Promise<boolean>;
}
