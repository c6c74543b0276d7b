import type { Directory } from "../access/directory.ts";
import { type PrivacyPolicy, standardPrivacyPolicy } from "../event/privacy-policy.ts";
import type { ProjectId } from "../kernel/ids.ts";

/**
 * A project's privacy policy: its settings, with the server's choice where it made none. The same object
 * until the settings change, because what is made of a policy is remembered by it.
 */
export function createPolicySource(
  directory: Pick<Directory, "project">,
  doNotTrackDefault: PrivacyPolicy["doNotTrack"],
): (project: ProjectId) => PrivacyPolicy {
  const unknown = { ...standardPrivacyPolicy, doNotTrack: doNotTrackDefault };
  const known = new WeakMap<object, PrivacyPolicy>();
  return (project) => {
    const settings = directory.project(project)?.settings.privacy;
    if (settings === undefined) return unknown;
    let policy = known.get(settings);
    if (policy === undefined) {
      policy = { ...settings, doNotTrack: settings.doNotTrack ?? doNotTrackDefault };
      known.set(settings, policy);
    }
    return policy;
  };
}
