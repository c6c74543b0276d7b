import { expect } from "bun:test";

/**
 * Compares a text with the file that is committed for it. After a wanted change, TIDEMARK_UPDATE=1 writes
 * the files anew, and the difference is there for review.
 */
export async function expectGolden(path: string, text: string): Promise<void> {
  const file = Bun.file(path);
  if (process.env["TIDEMARK_UPDATE"] !== undefined) await Bun.write(file, text);
  const committed = (await file.exists()) ? await file.text() : "";
  if (committed === text) return;
  // The texts themselves in one comparison, so that the report shows where they differ.
  expect(text, `${path} differs; TIDEMARK_UPDATE=1 writes it anew`).toBe(committed);
}
