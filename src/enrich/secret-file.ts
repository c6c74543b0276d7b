import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { Logger } from "../kernel/logger.ts";

/** A small JSON file that only its owner may read. */
export interface SecretFile {
  /** The content; undefined if there is no file or its text is damaged. Throws if the system refuses to read it. */
  read(): Promise<unknown>;
  /** Replaces the content as a whole: after a crash the file is the old one or the new one. Logs and answers failure. */
  write(content: unknown): Promise<boolean>;
}

const ownerOnly = 0o600;

export function openSecretFile(path: string, logger: Logger): SecretFile {
  return {
    async read() {
      const text = await readIfPresent(path);
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        logger.warn("A file of keys is damaged; new keys are made.", { path, error });
        return undefined;
      }
    },
    async write(content) {
      try {
        await replaceFile(path, JSON.stringify(content));
        return true;
      } catch (error) {
        logger.warn("A file of keys cannot be written; the keys are kept in memory.", { path, error });
        return false;
      }
    },
  };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, "w", ownerOnly);
  try {
    // The mode of `open` counts only for a new file; a draft left by a crash may have another.
    await file.chmod(ownerOnly);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Makes the renaming itself durable. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
