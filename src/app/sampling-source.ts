import type { Directory } from "../access/directory.ts";
import type { ProjectSettings } from "../access/project-settings.ts";
import { leavesOut } from "../access/settings/sampling-settings.ts";
import type { SamplingRules } from "../event/sampling-rules.ts";
import type { ProjectId } from "../kernel/ids.ts";

/** A project's sampling rules, by its settings; null where all is kept. Made once for each change of settings. */
export function createSamplingSource(
  directory: Pick<Directory, "project">,
): (project: ProjectId) => SamplingRules | null {
  const known = new WeakMap<object, SamplingRules | null>();
  return (project) => {
    const settings = directory.project(project)?.settings.sampling;
    if (settings === undefined) return null;
    let rules = known.get(settings);
    if (rules === undefined) {
      rules = rulesOf(settings);
      known.set(settings, rules);
    }
    return rules;
  };
}

function rulesOf(settings: ProjectSettings["sampling"]): SamplingRules | null {
  if (!leavesOut(settings)) return null;
  const { keepOneIn, events } = settings;
  return { keepOneIn, events: new Map(events.map((rule) => [rule.name, rule.keepOneIn])) };
}
