import type { SelectionCounts } from "../analytics/selection/selected-events.ts";
import type { Selection } from "../analytics/selection/selection.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";

/** What an export or a deletion works with; the composition hands it in. */
export interface PrivacyParts {
  readonly log: LogTail;
  readonly loader: LoaderAccess;
  readonly events: EventReader;
  /** Of that job's own. Throws while the store is away. */
  readonly eraser: (job: string) => Promise<EventEraser>;
  /** Throws while the store is away. */
  readonly projectEraser: () => Promise<ProjectEraser>;
  readonly deadLetters: DeadLetterFiles;
  readonly files: FileSearch;
  /** Whether the store's files lie on this machine, so that they can be flushed before old ones go. */
  readonly storeFiles: "local" | "remote";
  /**
   * Does work that deletes rows of the store while no other server that shares it does such; waits for its turn until the
   * signal fires. The work's own signal fires then, too, and when another server may have begun all the same.
   */
  alone<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Questions of the project wait meanwhile: they would find counts missing. */
  quietly<T>(project: ProjectId, work: () => Promise<T>): Promise<T>;
  /** Answers that were remembered are not true any more. */
  onErased(): void;
  /** Reads again which projects there are. */
  refreshProjects(): Promise<void>;
  /** What a user is stored as where the project hashes ids. */
  hashedUserId(project: ProjectId, id: string): string;
  /** Keyed, so that a job can be told from another without saying whom it is about. */
  subjectHash(project: ProjectId, text: string): string;
}

export interface LogTail {
  /** Ends the segment that is written; what is appended before lies below the offset it answers. */
  seal(): Promise<number>;
  trim(before: number): Promise<void>;
  /** The first offset that is still on the disk. */
  start(): number;
}

export interface LoaderAccess {
  drain(timeoutMs: number): Promise<boolean>;
  hold<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T>;
  /** The same while no other server that shares the store loads, either. */
  holdAll<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T>;
}

interface HeldLoader {
  forget(of: {
    project_id: ProjectId;
    visitor_ids: readonly string[];
    session_ids: readonly string[];
  }): Promise<void>;
  /** Nothing of the project is loaded from then on, for good. */
  leaveOut(project: ProjectId): Promise<void>;
}

export interface BoundStatement {
  readonly text: string;
  readonly params: Readonly<
    Record<string, string | number | boolean | readonly string[] | readonly number[]>
  >;
}

export interface EventReader {
  count(project: ProjectId, selection: Selection, receivedTo: EpochMs): Promise<SelectionCounts>;
  rows(project: ProjectId, selection: Selection, receivedTo: EpochMs, rowsMax: number): BoundStatement;
  stream(
    project: ProjectId,
    selection: Selection,
    part: "events" | "sessions" | "identities",
  ): AsyncIterable<Uint8Array>;
}

/** See `store/erase/eraser.ts`. */
export interface EventEraser {
  plan(plan: { project_id: ProjectId; rows: BoundStatement; personIds: readonly string[] }): Promise<number>;
  eraseRows(project: ProjectId): Promise<void>;
  dayGroups(eventsMax: number): Promise<(readonly string[])[]>;
  rebuildDays(project: ProjectId, days: readonly string[]): Promise<void>;
  rebuildSessions(project: ProjectId): Promise<void>;
  erasePerson(project: ProjectId): Promise<void>;
  visitorsAndSessions(project: ProjectId): Promise<{ visitor_ids: string[]; session_ids: string[] }>;
  removeOldParts(where: "local" | "remote"): Promise<void>;
  end(): Promise<void>;
}

/** See `store/erase/project-eraser.ts`. */
export interface ProjectEraser {
  /** Rows by table. */
  count(project: ProjectId): Promise<Readonly<Record<string, number>>>;
  erase(project: ProjectId): Promise<void>;
  removeOldParts(where: "local" | "remote"): Promise<void>;
}

/** A row that the store refused: its project, and the JSON text of the row. */
export interface DeadLetter {
  readonly project_id: ProjectId;
  readonly row: string;
}

export interface DeadLetterFiles {
  matching(matches: (letter: DeadLetter) => boolean): Iterable<string>;
  /** How many were taken out of their files. Only while the loader is held. */
  remove(matches: (letter: DeadLetter) => boolean): number;
}

export interface FileSearch {
  /** The files of the data folder, apart from the store's and the log's own, that hold one of the texts. */
  holding(texts: readonly string[]): Promise<string[]>;
  /** The same, of damaged pieces of the log only, which lie there for people. */
  setAsideHolding(texts: readonly string[]): Promise<string[]>;
}
