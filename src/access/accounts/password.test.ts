import { describe, expect, test } from "bun:test";
import { limits } from "../../kernel/limits.ts";
import { PasswordHasher, givenPasswordSchema, newPasswordSchema } from "./password.ts";

const cheap = { algorithm: "argon2id", memoryCost: 8, timeCost: 1 } as const;

describe("a new password", () => {
  test.each([
    ["eleven char", false],
    ["twelve chars", true],
    ["p".repeat(limits.passwordCharsMax), true],
    ["p".repeat(limits.passwordCharsMax + 1), false],
    ["correct horse battery staple", true],
    // Twelve letters only when each ü is two code points.
    ["u\u0308".repeat(6), false],
  ])("%p", (password, isGood) => {
    expect(newPasswordSchema.safeParse(password).success).toBe(isGood);
  });

  test("is the same however its letters are composed", () => {
    expect(newPasswordSchema.parse("grüße an alle")).toBe(givenPasswordSchema.parse("gru\u0308ße an alle"));
  });
});

describe("the hasher", () => {
  test("uses argon2id with 64 MiB unless told otherwise, and a new salt each time", async () => {
    const hasher = new PasswordHasher();
    const [one, two] = await Promise.all([hasher.hash("twelve chars"), hasher.hash("twelve chars")]);
    expect(one).toStartWith("$argon2id$v=19$m=65536,t=2,p=1$");
    expect(one).not.toBe(two);
  }, 30_000);

  test("knows the right password, and nobody's", async () => {
    const hasher = new PasswordHasher(cheap);
    const hash = await hasher.hash("twelve chars");
    expect(await hasher.verify("twelve chars", hash)).toBe(true);
    expect(await hasher.verify("Twelve chars", hash)).toBe(false);
    expect(await hasher.verify("twelve chars", null)).toBe(false);
  });

  test("does the same work for an unknown account", async () => {
    const hasher = new PasswordHasher({ algorithm: "argon2id", memoryCost: 8 * 1024, timeCost: 1 });
    const hash = await hasher.hash("twelve chars");
    await hasher.verify("warm up", null);
    const known = await fastestMs(() => hasher.verify("wrong password", hash));
    const unknown = await fastestMs(() => hasher.verify("wrong password", null));
    // No work at all would be a ten-thousandth; noise is no factor of ten in the fastest of twelve.
    expect(unknown / known).toBeGreaterThan(0.1);
    expect(unknown / known).toBeLessThan(10);
  }, 30_000);

  test("turns a flood away instead of queueing without end, and works afterwards", async () => {
    const hasher = new PasswordHasher(cheap);
    const most = limits.passwordHashesAtOnce + limits.passwordHashesWaitingMax;
    const all = await Promise.all(Array.from({ length: most + 5 }, () => hasher.hash("twelve chars")));
    expect(all.filter((hash) => hash === null)).toHaveLength(5);
    expect(await hasher.hash("twelve chars")).not.toBeNull();
  });
});

async function fastestMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 12; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}
