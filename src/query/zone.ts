import type { IanaZone } from "../kernel/clock.ts";

/** The zone if the runtime knows it, in its usual spelling; null if not. Offsets such as "+02:00" are no zones. */
export function parseZone(name: string): IanaZone | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
