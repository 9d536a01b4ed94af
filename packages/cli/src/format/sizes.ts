const mebibyte = 1024 ** 2;

/** Bytes as a person reads them: `0.3 MiB`, `41 MiB`, `1.2 GiB`. */
export function sized(bytes: number): string {
  if (bytes >= 1024 * mebibyte) return `${(bytes / mebibyte / 1024).toFixed(1)} GiB`;
  return `${(bytes / mebibyte).toFixed(bytes < 10 * mebibyte ? 1 : 0)} MiB`;
}
