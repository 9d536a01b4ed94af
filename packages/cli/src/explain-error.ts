import { ApiError, errorTable, exitCodes, SluiceError } from "@sluice/contract";
import { Failure } from "./failure.ts";
import { plainText } from "./format/plain-text.ts";

/** An error as a person or a script sees it. */
export interface Explained {
  readonly code: string;
  readonly message: string;
  readonly todo: string;
  readonly exit: number;
}

/** Any error in the three parts that are shown, and the exit code of whose fault it is. */
export function explainError(error: unknown): Explained {
  if (error instanceof Failure && error.code === "timed-out") return { ...parts(error), exit: exitCodes.timeout };
  if (error instanceof Failure && error.code !== "timed-out") return { ...parts(error), exit: exitCodes[errorTable[error.code].blame] };
  if (error instanceof SluiceError) return { ...answered(error), exit: exitCodes[errorTable[error.code].blame] };
  const message = error instanceof Error ? error.message : String(error);
  // What zod throws for an answer of another shape; only the contract's client parses answers.
  if (error instanceof Error && ["ZodError", "$ZodError", "SyntaxError"].includes(error.name)) {
    return {
      code: "internal",
      message: `The server's answer is not one that this command knows: ${plainText(message).replaceAll(/\s+/g, " ")}`,
      todo: 'Server and command are of different versions, or the address is not a Sluice server: compare "sluice --version".',
      exit: exitCodes.platform,
    };
  }
  return {
    code: "internal",
    message: `The command itself broke: ${plainText(message)}`,
    todo: 'This is ours: report it with what you typed and the output of "sluice --version".',
    exit: exitCodes.platform,
  };
}

function parts(failure: Failure): { code: string; message: string; todo: string } {
  return { code: failure.code, message: plainText(failure.message), todo: failure.todo };
}

function answered(error: SluiceError): { code: string; message: string; todo: string } {
  const correlation = error instanceof ApiError ? error.correlation : undefined;
  const message = correlation === undefined ? error.message : `${error.message} (correlation id ${correlation})`;
  const silent = error instanceof ApiError && error.status === 0;
  const todo = silent ? noAnswer : error instanceof ApiError ? error.todo : errorTable[error.code].todo;
  return { code: error.code, message: plainText(message), todo: plainText(todo) };
}

const noAnswer = "Check the address and your network; when both are right, the server is down: tell an admin.";
