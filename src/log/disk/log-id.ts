/**
 * The log's name for life, in the file `log.id`. It is made before the first segment, so segments
 * without it mean that somebody lost it; a new id would make the loader load everything again.
 */
import { join } from "node:path";
import type { IdSource } from "../../kernel/ids.ts";
import { readFully, writeFully } from "./file-system.ts";
import { type LogFolder, listSegmentBases } from "./segment.ts";

const fileName = "log.id";
const idBytesMax = 100;
const idPattern = /^[\w-]+$/;

export async function readOrCreateLogId(folder: LogFolder, ids: IdSource): Promise<string> {
  const path = join(folder.path, fileName);
  if ((await folder.files.sizeOf(path)) !== undefined) return readLogId(folder, path);
  if ((await listSegmentBases(folder)).length > 0) {
    throw new Error(
      `the event log in ${folder.path} has segments but no ${fileName}; restore that file from a backup, or, if there is none, move the segments away to begin a new log`,
    );
  }
  const id = ids.opaque("log");
  await createLogId(folder, path, id);
  return id;
}

async function readLogId(folder: LogFolder, path: string): Promise<string> {
  const file = await folder.files.open(path, "r");
  try {
    const bytes = await readFully(file, new Uint8Array(idBytesMax), 0);
    const id = new TextDecoder().decode(bytes).trimEnd();
    if (!idPattern.test(id)) throw new Error(`${path} is damaged; restore it from a backup`);
    return id;
  } finally {
    await file.close();
  }
}

/** Written aside and renamed, so that the file is there with all its content or not at all. */
async function createLogId(folder: LogFolder, path: string, id: string): Promise<void> {
  const written = `${path}.new`;
  const file = await folder.files.open(written, "w");
  try {
    await writeFully(file, new TextEncoder().encode(`${id}\n`), 0);
    await file.flush();
  } finally {
    await file.close();
  }
  await folder.files.rename(written, path);
  await folder.files.flushFolder(folder.path);
}
