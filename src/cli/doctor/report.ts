import type { Check } from "./check.ts";

const signs = { ok: "✓", warning: "!", broken: "✗" } as const;

/** One line for each check, and below it what to do. */
export function reportLines(checks: readonly Check[]): string[] {
  const lines = checks.flatMap(({ name, status, message, remedy }) => [
    `${signs[status]} ${name} — ${message}`,
    ...(remedy === "" ? [] : [`    → ${remedy}`]),
  ]);
  return [...lines, "", verdict(checks)];
}

export function isBroken(checks: readonly Check[]): boolean {
  return checks.some(({ status }) => status === "broken");
}

function verdict(checks: readonly Check[]): string {
  const count = (wanted: Check["status"]) => checks.filter(({ status }) => status === wanted).length;
  const [brokenCount, warnings] = [count("broken"), count("warning")];
  if (brokenCount > 0) return `${brokenCount} broken, ${warnings} to look at`;
  return warnings > 0 ? `nothing broken, ${warnings} to look at` : "everything is well";
}
