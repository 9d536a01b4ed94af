import { z } from "zod";

/** Whose fault it is, which is also the command's exit code: 1 your code or request, 2 usage, 3 not allowed, 4 the platform, 5 timed out. */
export type Blame = "request" | "usage" | "access" | "platform" | "timeout";

interface ErrorRow {
  readonly status: number;
  readonly blame: Blame;
  /** What to do, for a person. Shown after the message. */
  readonly todo: string;
}

/** Every code that the API answers with. A code never changes its meaning. */
export const errorTable = {
  "invalid-request": { status: 400, blame: "usage", todo: "Mend the named field and try again." },
  "not-signed-in": { status: 401, blame: "access", todo: 'Run "sluice login URL" with a token of yours.' },
  "not-allowed": { status: 403, blame: "access", todo: "Ask a maintainer of the tool or an admin for the role." },
  "not-found": { status: 404, blame: "request", todo: 'Check the name; "sluice tools list" shows the tools you may see.' },
  "already-exists": { status: 409, blame: "request", todo: "Choose another name." },
  "wrong-state": { status: 409, blame: "request", todo: "Look at its present state first." },
  "too-large": { status: 413, blame: "request", todo: "Send less; the message names the limit." },
  "too-many": { status: 429, blame: "request", todo: "Wait a little and try again." },
  "build-failed": { status: 422, blame: "request", todo: "The build log says what to mend." },
  "deploy-failed": { status: 422, blame: "request", todo: "The deployment log says what to mend; the release before keeps serving." },
  unavailable: { status: 503, blame: "platform", todo: 'This is ours, nothing is lost: try again in a minute. Admins: "sluice doctor".' },
  internal: { status: 500, blame: "platform", todo: "This is ours: tell an admin the correlation id." },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

/** The body of every answer that is not 2xx. */
export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    todo: z.string(),
    /** Where in the input it is wrong: `body.name`. */
    path: z.string().optional(),
    correlation: z.string().optional(),
    /** Seconds after which it may succeed; also the header Retry-After. */
    retryAfter: z.number().int().positive().optional(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** What core throws and the edge translates. The message says what happened and why; the code says what to do. */
export class SluiceError extends Error {
  override readonly name = "SluiceError";
  readonly code: ErrorCode;
  readonly path: string | undefined;
  /** Seconds after which it may succeed. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { path?: string; retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.path = options.path;
    this.retryAfter = options.retryAfter;
  }
}

/** The command's exit code for a blame. */
export const exitCodes: Readonly<Record<Blame, number>> = { request: 1, usage: 2, access: 3, platform: 4, timeout: 5 };
