/** From where somebody comes, for throttling, for the audit log, and for the list of one's own sign-ins. */
export interface Visit {
  readonly address: string;
  /** What the browser is, in a few words. */
  readonly client: string;
}
