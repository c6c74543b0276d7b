/** What a project keeps of the people its events tell of; decided for each event before it reaches the log. */
export interface PrivacyPolicy {
  /**
   * What `DNT: 1` and `Sec-GPC: 1` do. `anonymize` counts the event for the visitor's daily keyed hash
   * and keeps none of the sender's ids; `drop` keeps nothing; `ignore` is for those who have consent.
   */
  readonly doNotTrack: "ignore" | "anonymize" | "drop";
  /** The consent category that an event must carry to be kept; empty asks for none. */
  readonly requiredConsent: string;
  /** What `ip_hash` holds: a keyed hash, the network that the address lies in, or nothing. */
  readonly addresses: "hash" | "truncate" | "drop";
  /** Users are stored under a keyed hash of their ids. */
  readonly hashUserIds: boolean;
  /**
   * Properties and query parameters that are left out, in any case of letters: a name at any depth, or
   * with dots a path from the top.
   */
  readonly deniedProperties: readonly string[];
  /** What is blacked out in texts: properties, url, path, referrer and title. */
  readonly removedPatterns: readonly PersonalPattern[];
}

export type PersonalPattern = "email" | "card" | "token";

export const standardPrivacyPolicy: PrivacyPolicy = {
  doNotTrack: "anonymize",
  requiredConsent: "",
  addresses: "hash",
  hashUserIds: false,
  deniedProperties: [],
  removedPatterns: [],
};
