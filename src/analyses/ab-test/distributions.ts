import { chdtrc, compiled, incbet, incbi, ndtr, ndtri } from "cephes";

/**
 * The distributions that the statistics need, of the Cephes library (the C sources that SciPy has used for
 * decades, as WebAssembly). Degrees of freedom may be fractions, as Welch's test has them; therefore t goes
 * by the incomplete beta function. Tails are computed as tails, so that tiny p-values do not become 0.
 */
await compiled;

/** P(Z <= z). */
export function normalCdf(z: number): number {
  return ndtr(z);
}

/** The z with P(Z <= z) = p. */
export function normalQuantile(p: number): number {
  return ndtri(p);
}

/** P(|Z| >= |z|). */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * ndtr(-Math.abs(z)));
}

/** P(|T| >= |t|). */
export function tTwoSided(t: number, degrees: number): number {
  return incbet(degrees / 2, 0.5, degrees / (degrees + t * t));
}

/** The positive t with P(|T| >= t) = p. */
export function tQuantileTwoSided(p: number, degrees: number): number {
  const x = incbi(degrees / 2, 0.5, p);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** P(X >= x). */
export function chiSquareTail(x: number, degrees: number): number {
  return chdtrc(degrees, x);
}

/** The x with P(X <= x) = p. */
export function betaQuantile(p: number, alpha: number, beta: number): number {
  return incbi(alpha, beta, p);
}
