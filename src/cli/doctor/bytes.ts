const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** `1.5 GiB`: for people, to two digits. */
export function readableBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[power]!}`;
}
