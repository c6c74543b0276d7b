/** One row of the table that says which folder of `src` may import which. */
export interface FolderRule {
  /** Besides `kernel` and itself. */
  readonly mayImport: readonly string[];
  /** From these only types, nothing that runs. */
  readonly mayImportTypesOf?: readonly string[];
  /** No I/O here: neither `node:` nor `bun` modules. */
  readonly isPure?: boolean;
  /** Subfolders are implementations of the port that lies in the folder itself; only `app` picks one. */
  readonly isPort?: boolean;
  /** The sentence that somebody reads whose import was refused. */
  readonly because: string;
}
