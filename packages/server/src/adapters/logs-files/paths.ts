import { createHash } from "node:crypto";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";

export interface LogPaths {
  readonly directory: string;
  /** While lines may come. */
  readonly open: string;
  /** When it is complete. */
  readonly complete: string;
}

/** Where a log lies. Spread over 256 directories by its name's hash, so that none of them grows without bound. */
export function logPaths(root: string, log: string): LogPaths {
  if (!/^[a-z0-9-]{1,120}$/.test(log)) {
    throw new SluiceError("invalid-request", `A log's name is 1 to 120 of a-z, 0-9 and -, not ${JSON.stringify(log.slice(0, 130))}.`);
  }
  const directory = join(root, createHash("sha256").update(log).digest("hex").slice(0, 2));
  return {
    directory,
    open: join(directory, `${log}.open`),
    complete: join(directory, `${log}.log`),
  };
}
