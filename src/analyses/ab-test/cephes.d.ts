/** The package brings types, but its list of exports hides them from the compiler. These are the functions in use. */
declare module "cephes" {
  /** Settles when the WebAssembly is ready; nothing can be called before. */
  export const compiled: Promise<void>;
  export function ndtr(z: number): number;
  export function ndtri(p: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function incbi(a: number, b: number, p: number): number;
  export function chdtrc(degrees: number, x: number): number;
}
