import { expect, test } from "bun:test";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineOutput } from "./line-output.ts";

test("writes lines as they are", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-lines-"));
  const file = join(folder, "lines");
  const fd = openSync(file, "w");
  const output = new LineOutput(fd);
  output.write("first\n");
  output.write("größer\n");
  closeSync(fd);
  expect(readFileSync(file, "utf8")).toBe("first\ngrößer\n");
  rmSync(folder, { recursive: true });
});

test.skipIf(!existsSync("/dev/full"))(
  "drops what cannot be written, and says how many lines when it can again (needs /dev/full)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-lines-"));
    const file = join(folder, "lines");
    const full = openSync("/dev/full", "w");
    const output = new LineOutput(full);
    output.write("one\n");
    output.write("two\n");
    closeSync(full);
    // The lowest free number: the output now writes into the file.
    const fd = openSync(file, "w");
    expect(fd).toBe(full);
    output.write("three\n");
    closeSync(fd);
    const [missing, three] = readFileSync(file, "utf8").split("\n");
    expect(JSON.parse(missing!)).toMatchObject({ dropped: 2, level: 40 });
    expect(three).toBe("three");
    rmSync(folder, { recursive: true });
  },
);
