import { ErrorBody, errorTable, SluiceError } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";

interface ApiErrorOptions {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly todo?: string;
  readonly path?: string | undefined;
  readonly correlation?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** An answer that is an error, or no answer. */
export class ApiError extends SluiceError {
  /** What to do, for a person. */
  readonly todo: string;
  readonly status: number;
  /** Names the request in the server's log. */
  readonly correlation: string | undefined;

  constructor(code: ErrorCode, message: string, options: ApiErrorOptions) {
    const { cause, retryAfter } = options;
    super(code, message, { cause, retryAfter, ...(options.path === undefined ? {} : { path: options.path }) });
    this.todo = options.todo ?? errorTable[code].todo;
    this.status = options.status;
    this.correlation = options.correlation;
  }
}

/** What an answer that is not 2xx means. What stands between (a proxy) may answer too, in its own words. */
export function errorFrom(url: string, status: number, text: string): ApiError {
  const body = ErrorBody.safeParse(jsonOf(text));
  if (body.success) {
    const { code, message, ...rest } = body.data.error;
    return new ApiError(code, message, { status, ...rest });
  }
  const code: ErrorCode = status >= 502 && status <= 504 ? "unavailable" : status >= 500 ? "internal" : "not-found";
  return new ApiError(code, `${url} answered with status ${status} and without a reason: is it a Sluice server?`, { status });
}

/** fetch reports a network failure as TypeError (Fetch standard); anything else is passed on as it is. */
export function networkError(url: string, error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  return new ApiError("unavailable", `${url} does not answer: ${why}.`, { status: 0, cause: error });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
