/**
 * 128-bit fingerprints of (project, text). Ids are compared by them, so memory per id is fixed. Two
 * different ids of one project collide with a chance of about n²/2^129: 10^-23 for 10 million ids.
 * The seeds are random per installation, so that nobody can prepare colliding ids.
 */
export class Fingerprinter {
  /** The last fingerprint as four 32-bit words; overwritten by the next call, never all zero. */
  readonly words: Uint32Array;
  readonly #halves: BigUint64Array;
  readonly #secret: readonly [bigint, bigint];
  readonly #seedsByScope = new Map<string, readonly [bigint, bigint]>();

  constructor(secret: readonly [bigint, bigint]) {
    this.#secret = secret;
    this.#halves = new BigUint64Array(2);
    this.words = new Uint32Array(this.#halves.buffer);
  }

  /** `scope` separates projects and kinds of ids from one another. */
  of(scope: string, text: Uint8Array): Uint32Array {
    const seeds = this.#seeds(scope);
    this.#halves[0] = Bun.hash.xxHash3(text, seeds[0]);
    this.#halves[1] = Bun.hash.xxHash3(text, seeds[1]);
    // All zero marks an empty slot in the tables.
    if ((this.words[0]! | this.words[1]! | this.words[2]! | this.words[3]!) === 0) this.words[0] = 1;
    return this.words;
  }

  #seeds(scope: string): readonly [bigint, bigint] {
    let seeds = this.#seedsByScope.get(scope);
    if (seeds === undefined) {
      if (this.#seedsByScope.size >= scopesMax) this.#seedsByScope.clear();
      seeds = [Bun.hash.xxHash3(scope, this.#secret[0]), Bun.hash.xxHash3(scope, this.#secret[1])];
      this.#seedsByScope.set(scope, seeds);
    }
    return seeds;
  }
}

/** Seeds are cheap to make again; the bound only keeps a million projects from filling memory. */
const scopesMax = 10_000;
