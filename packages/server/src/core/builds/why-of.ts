const full = new Set(["ENOSPC", "EDQUOT", "SQLITE_FULL"]);
const away = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT"]);

/** A disk without room: said by the file system, or by SQLite. PostgreSQL has the class 53100 for it. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && (full.has(error.code) || error.code === "53100")) return true;
  return /no space left on device|database or disk is full/i.test(error.message) || (error.cause !== undefined && isDiskFull(error.cause));
}

/** What went wrong on our side, in words for a pusher. */
export function whyOf(error: unknown): string {
  if (isDiskFull(error)) return "the platform's disk is full";
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (away.has(code) && "syscall" in error && error.syscall === "connect") return "a part of the platform does not answer";
  return error.message;
}
