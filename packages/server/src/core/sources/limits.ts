import type { SourceEntry } from "../ports/sources.ts";

export interface SourceLimits {
  readonly packMiB: number;
  readonly fileMiB: number;
  readonly files: number;
  /** Bytes of a path, and refs in one push. */
  readonly pathBytes: number;
  readonly refs: number;
}

export const defaultSourceLimits: SourceLimits = {
  packMiB: 500,
  fileMiB: 100,
  files: 50_000,
  pathBytes: 1024,
  refs: 100,
};

const mebibyte = 1024 * 1024;

/** Why a tree is refused, naming the limit; null when it is not. */
export function refusalOf(entries: readonly SourceEntry[], limits: SourceLimits): string | null {
  if (entries.length > limits.files) return `more than ${limits.files} files, the limit of files in a commit`;
  for (const entry of entries) {
    const refusal = pathRefusal(entry.path, limits) ?? sizeRefusal(entry, limits);
    if (refusal !== null) return refusal;
  }
  return null;
}

function sizeRefusal({ path, bytes }: SourceEntry, { fileMiB }: SourceLimits): string | null {
  if (bytes <= fileMiB * mebibyte) return null;
  return `${path} has ${(bytes / mebibyte).toFixed(1)} MiB, the limit of a file is ${fileMiB} MiB`;
}

function pathRefusal(path: string, { pathBytes }: SourceLimits): string | null {
  if (Buffer.byteLength(path) > pathBytes) return `path ${path.slice(0, 60)}… is longer than ${pathBytes} bytes, the limit of a path`;
  const shown = JSON.stringify(path);
  // U+FFFD is what bytes that are no UTF-8 become.
  if (/[\p{Cc}\uFFFD]/u.test(path)) return `path ${shown} is not allowed: no control characters, and UTF-8 only`;
  const odd = path.split("/").find((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git");
  return odd === undefined ? null : `path ${shown} is not allowed: no part may be "${odd}"`;
}
