import { open, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/**
 * The files below a folder that hold one of the texts, by their paths in it; a file at a time, a piece
 * at a time. What `isSkipped` names, by its path, is not looked into.
 */
export async function filesHolding(
  folder: string,
  texts: readonly string[],
  isSkipped: (path: string) => boolean,
): Promise<string[]> {
  const needles = texts.filter((text) => text !== "").map((text) => Buffer.from(text));
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const inFolder = relative(folder, path);
    if (entry.isFile() && !isSkipped(inFolder) && (await holds(path, needles))) found.push(inFolder);
  }
  return found.toSorted();
}

async function holds(path: string, needles: readonly Buffer[]): Promise<boolean> {
  const overlap = Math.max(0, ...needles.map((needle) => needle.byteLength - 1));
  const piece = Buffer.allocUnsafe(pieceBytes + overlap);
  const file = await open(path, "r");
  try {
    for (let at = 0; ; at += pieceBytes) {
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, at);
      const read = piece.subarray(0, bytesRead);
      if (needles.some((needle) => read.includes(needle))) return true;
      if (bytesRead < piece.byteLength) return false;
    }
  } finally {
    await file.close();
  }
}

const pieceBytes = 1024 * 1024;
