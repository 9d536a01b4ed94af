/** The HTTP status that the engine answered with, null when it did not answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : null;
}

/** The thing is not there. */
export const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** The thing is not there (404), is going (409) or is so already (304): removing or stopping it is done. */
export function isGone(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || status === 409 || status === 304;
}
