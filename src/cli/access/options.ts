import { InvalidArgumentError } from "commander";
import { type Permission, permissions } from "../../access/principal.ts";
import { type EpochMs, dayMs, hourMs, minuteMs } from "../../kernel/clock.ts";

/** `a,b` */
export function readList(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}

export function readPermissions(text: string): Permission[] {
  const given = readList(text);
  const unknown = given.find((name) => !(permissions as readonly string[]).includes(name));
  if (unknown !== undefined || given.length === 0) {
    throw new InvalidArgumentError(`It is a list of: ${permissions.join(", ")}.`);
  }
  return given as Permission[];
}

/** `90d`, `12h` or `30m`, in milliseconds. */
export function readDuration(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (unit === "") throw new InvalidArgumentError("It is a number and a unit: 30m, 12h, 90d.");
  return Number(count) * { m: minuteMs, h: hourMs, d: dayMs }[unit]!;
}

export function timeText(at: EpochMs | null): string {
  return at === null ? "never" : new Date(at).toISOString();
}
