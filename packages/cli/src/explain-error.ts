import { errorTable, exitCodes, SluiceError } from "@sluice/contract";
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
  if (error instanceof Failure && error.code === "timed-out")
    return { ...parts(error), exit: exitCodes.timeout };
  if (error instanceof Failure && error.code !== "timed-out")
    return { ...parts(error), exit: exitCodes[errorTable[error.code].blame] };
  if (error instanceof SluiceError) {
    const row = errorTable[error.code];
    return {
      code: error.code,
      message: plainText(error.message),
      todo: row.todo,
      exit: exitCodes[row.blame],
    };
  }
  const message = error instanceof Error ? error.message : String(error);
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
