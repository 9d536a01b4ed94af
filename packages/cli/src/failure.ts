import type { ErrorCode } from "@sluice/contract";

/** The contract's codes, and one that only a waiting command can meet. */
export type FailureCode = ErrorCode | "timed-out";

/** What the command itself refuses or cannot do: what happened and why, then what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly todo: string;

  constructor(code: FailureCode, message: string, todo: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.todo = todo;
  }
}

export function usage(message: string, todo: string): Failure {
  return new Failure("invalid-request", message, todo);
}
