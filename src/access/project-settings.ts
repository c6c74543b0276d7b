import { z } from "zod";
import { ingestSettings } from "./settings/ingest-settings.ts";
import { limitsSettings } from "./settings/limits-settings.ts";
import { privacySettings } from "./settings/privacy-settings.ts";
import { retentionSettings } from "./settings/retention-settings.ts";
import { samplingSettings } from "./settings/sampling-settings.ts";

/**
 * A project's settings, a section for each concern; every field has a default. The catalog keeps only
 * what was set, so a new default counts for everybody who has not chosen.
 */
export const projectSettingsSchema = z.strictObject({
  ingest: ingestSettings.prefault({}),
  limits: limitsSettings.prefault({}),
  privacy: privacySettings.prefault({}),
  retention: retentionSettings.prefault({}),
  sampling: samplingSettings.prefault({}),
});

/** What a change of settings may hold: any sections, of each any fields. */
export const settingsChangesSchema = z.strictObject({
  ingest: ingestSettings.partial().optional(),
  limits: limitsSettings.partial().optional(),
  privacy: privacySettings.partial().optional(),
  retention: retentionSettings.partial().optional(),
  sampling: samplingSettings.partial().optional(),
});

export type ProjectSettings = z.output<typeof projectSettingsSchema>;

export const defaultSettings: ProjectSettings = projectSettingsSchema.parse({});

/** What was set, with the fields of `changes` in their places: by section, then by field. */
export function mergeSettings(set: unknown, changes: unknown): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...objectOf(set) };
  for (const [section, fields] of Object.entries(objectOf(changes))) {
    merged[section] = { ...objectOf(merged[section]), ...objectOf(fields) };
  }
  return merged;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
