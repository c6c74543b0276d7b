/**
 * A disk for tests that can do what real ones do once in a decade: lose everything that was not
 * flushed, fail a flush and claim afterwards that all is well, run full in the middle of a write.
 *
 * Contents exist twice: as the kernel shows them (`seen`) and as they are on the platter
 * (`stored`). A write changes what is seen and makes sectors dirty; a flush stores the dirty
 * sectors. A failed flush forgets that they were dirty, as Linux does. A power failure stores an
 * arbitrary part of what is dirty, in any order, and an arbitrary part of the folder's changes.
 */
import { basename, dirname } from "node:path";
import type { LogFile, LogFileSystem } from "./file-system.ts";

const sectorBytes = 512;

interface Inode {
  seen: Uint8Array;
  stored: Uint8Array;
  readonly dirtySectors: Set<number>;
  sizeIsDirty: boolean;
}

type FolderChange = (entries: Map<string, Inode>) => void;

interface Folder {
  readonly seen: Map<string, Inode>;
  stored: Map<string, Inode>;
  changes: FolderChange[];
}

/** What goes wrong from now on; each is asked at its operation. All is well unless a test sets one. */
export interface DiskFaults {
  /** How many of the bytes a write takes before it fails with the code; undefined if it does not fail. */
  write?: ((bytes: number) => { taken: number; code: string } | undefined) | undefined;
  flush?: (() => string | undefined) | undefined;
  read?: (() => string | undefined) | undefined;
  truncate?: (() => string | undefined) | undefined;
  open?: ((path: string, flags: string) => string | undefined) | undefined;
  flushFolder?: (() => string | undefined) | undefined;
  remove?: (() => string | undefined) | undefined;
  /** Held back until it resolves. */
  hold?: (() => Promise<void>) | undefined;
  usedShare?: number | undefined;
}

export class SimulatedDisk {
  readonly faults: DiskFaults = {};
  readonly #random: () => number;
  readonly #folders = new Map<string, Folder>();
  #boot = 0;

  /** `random` gives numbers from 0 to 1 and decides what survives a power failure; without it nothing does. */
  constructor(random: () => number = () => 0.999) {
    this.#random = random;
  }

  /** The file system as a process sees it that starts now. After a power failure its calls never return. */
  mount(): LogFileSystem {
    const boot = this.#boot;
    const run = async <T>(operation: () => T): Promise<T> => {
      await (this.faults.hold?.() ?? null);
      if (this.#random() < 0.3) await new Promise<void>((resolve) => setImmediate(resolve));
      return boot === this.#boot ? operation() : new Promise<never>(() => {});
    };
    return {
      open: (path, flags) => run(() => this.#file(run, this.#open(path, flags))),
      rename: (from, to) => run(() => this.#rename(from, to)),
      remove: (path) => run(() => this.#remove(path)),
      makeFolder: (path) => run(() => void this.#folder(path)),
      list: (folder) => run(() => [...this.#folder(folder).seen.keys()]),
      sizeOf: (path) => run(() => this.#folder(dirname(path)).seen.get(basename(path))?.seen.byteLength),
      flushFolder: (folder) => run(() => this.#flushFolder(this.#folder(folder))),
      usedShare: () => run(() => this.faults.usedShare ?? 0),
    };
  }

  /** The machine loses its power and starts again. */
  failPower(): void {
    this.#boot++;
    for (const folder of this.#folders.values()) {
      const survives = this.#luck();
      for (const change of folder.changes) if (survives()) change(folder.stored);
      folder.changes = [];
      for (const inode of new Set([...folder.seen.values(), ...folder.stored.values()]))
        this.#losePower(inode);
      folder.seen.clear();
      for (const [name, inode] of folder.stored) folder.seen.set(name, inode);
    }
  }

  /** The process dies, the machine does not: what it wrote stays visible. */
  killProcess(): void {
    this.#boot++;
  }

  /** A file's bytes, to damage them or look at them. */
  peek(path: string): Uint8Array | undefined {
    return this.#folder(dirname(path)).seen.get(basename(path))?.seen;
  }

  names(folder: string): string[] {
    return [...this.#folder(folder).seen.keys()].sort();
  }

  #folder(path: string): Folder {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      folder = { seen: new Map(), stored: new Map(), changes: [] };
      this.#folders.set(path, folder);
    }
    return folder;
  }

  #change(folder: Folder, change: FolderChange): void {
    change(folder.seen);
    folder.changes.push(change);
  }

  #open(path: string, flags: string): Inode {
    fail(this.faults.open?.(path, flags));
    const folder = this.#folder(dirname(path));
    const name = basename(path);
    const found = folder.seen.get(name);
    if (found !== undefined) {
      if (flags === "wx") fail("EEXIST");
      if (flags === "w") this.#truncate(found, 0);
      return found;
    }
    if (flags === "r" || flags === "r+") fail("ENOENT");
    const inode = {
      seen: new Uint8Array(0),
      stored: new Uint8Array(0),
      dirtySectors: new Set<number>(),
      sizeIsDirty: false,
    };
    this.#change(folder, (entries) => void entries.set(name, inode));
    return inode;
  }

  #file(runAny: <T>(operation: () => T) => Promise<T>, inode: Inode): LogFile {
    let closed = false;
    const run = <T>(operation: () => T) =>
      runAny(() => {
        if (closed) fail("EBADF");
        return operation();
      });
    return {
      read: (bytes, position) =>
        run(() => {
          fail(this.faults.read?.());
          const part = inode.seen.subarray(position, position + bytes.byteLength);
          bytes.set(part);
          return part.byteLength;
        }),
      write: (bytes, position) => run(() => this.#write(inode, bytes, position)),
      flush: () => run(() => this.#flush(inode)),
      truncate: (bytes) =>
        run(() => {
          fail(this.faults.truncate?.());
          this.#truncate(inode, bytes);
        }),
      close: () => run(() => void (closed = true)),
    };
  }

  #write(inode: Inode, bytes: Uint8Array, position: number): number {
    const fault = this.faults.write?.(bytes.byteLength);
    const taken = fault?.taken ?? Math.ceil(bytes.byteLength * (this.#random() < 0.1 ? this.#random() : 1));
    if (position + taken > inode.seen.byteLength) this.#truncate(inode, position + taken);
    inode.seen.set(bytes.subarray(0, taken), position);
    for (let sector = sectorOf(position); sector * sectorBytes < position + taken; sector++)
      inode.dirtySectors.add(sector);
    fail(fault?.code);
    return taken;
  }

  #truncate(inode: Inode, bytes: number): void {
    const seen = new Uint8Array(bytes);
    seen.set(inode.seen.subarray(0, bytes));
    inode.seen = seen;
    inode.sizeIsDirty = true;
    // What lies behind the end within the last sector is zeroed.
    inode.dirtySectors.add(sectorOf(bytes));
  }

  #flush(inode: Inode): void {
    const code = this.faults.flush?.();
    if (code === undefined) {
      this.#store(inode, () => true);
      return;
    }
    this.#store(inode, this.#luck());
    fail(code);
  }

  #losePower(inode: Inode): void {
    this.#store(inode, this.#luck());
    inode.seen = inode.stored.slice();
  }

  /** How kind one accident is: from everything survives to nothing does. */
  #luck(): () => boolean {
    const share = 1.25 - this.#random() * 1.5;
    return () => this.#random() < share;
  }

  #store(inode: Inode, survives: () => boolean): void {
    const bytes = !inode.sizeIsDirty || survives() ? inode.seen.byteLength : inode.stored.byteLength;
    const stored = new Uint8Array(bytes);
    stored.set(inode.stored.subarray(0, bytes));
    for (const sector of inode.dirtySectors) {
      if (!survives()) continue;
      const from = sector * sectorBytes;
      if (from < bytes) stored.set(inode.seen.subarray(from, Math.min(from + sectorBytes, bytes)), from);
    }
    inode.stored = stored;
    inode.dirtySectors.clear();
    inode.sizeIsDirty = false;
  }

  #rename(from: string, to: string): void {
    this.#change(this.#folder(dirname(from)), (entries) => {
      const inode = entries.get(basename(from));
      if (inode === undefined) return;
      entries.delete(basename(from));
      entries.set(basename(to), inode);
    });
  }

  #remove(path: string): void {
    fail(this.faults.remove?.());
    if (!this.#folder(dirname(path)).seen.has(basename(path))) fail("ENOENT");
    this.#change(this.#folder(dirname(path)), (entries) => void entries.delete(basename(path)));
  }

  #flushFolder(folder: Folder): void {
    fail(this.faults.flushFolder?.());
    folder.stored = new Map(folder.seen);
    folder.changes = [];
  }
}

function sectorOf(position: number): number {
  return Math.floor(position / sectorBytes);
}

function fail(code: string | undefined): void {
  if (code !== undefined) throw Object.assign(new Error(`${code}: simulated`), { code });
}
