/**
 * Knows whether the disk is too full to take more. It asks the system at most about once a second
 * and never makes an append wait: the answer may be a second old, which is why the share leaves room.
 */
import { type Clock, type EpochMs, secondMs } from "../../kernel/clock.ts";
import type { LogFolder } from "./segment.ts";

const checkIntervalMs = 1 * secondMs;

export interface DiskSpaceOptions {
  readonly folder: LogFolder;
  readonly diskShareMax: number;
  readonly clock: Clock;
}

export class DiskSpace {
  readonly #options: DiskSpaceOptions;
  #share = 0;
  #checkedAt: EpochMs = Number.NEGATIVE_INFINITY;
  #checking = false;

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
  }

  /** Whether the disk was too full when last asked; asks again in the background when that is long ago. */
  isShort(): boolean {
    // The difference is negative when the clock was set back; that too is a reason to ask.
    const age = this.#options.clock.now() - this.#checkedAt;
    if (!this.#checking && (age < 0 || age >= checkIntervalMs)) void this.check();
    return this.#share > this.#options.diskShareMax;
  }

  async check(): Promise<void> {
    const { folder, clock } = this.#options;
    this.#checking = true;
    this.#checkedAt = clock.now();
    try {
      this.#share = await folder.files.usedShare(folder.path);
    } catch (error) {
      // Not knowing is no reason to refuse events; a disk that is really full says so on writing.
      folder.logger.warn("the free space under the event log is unknown", { folder: folder.path, error });
    }
    this.#checking = false;
  }
}
