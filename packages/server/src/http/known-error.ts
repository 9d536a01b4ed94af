import { SluiceError } from "@sluice/contract";
import { isDiskFull } from "../core/builds/why-of.ts";

/** What is known about an error that may come from anywhere; null when it is a defect or unknown. */
export function knownError(error: unknown): SluiceError | null {
  if (error instanceof SluiceError) return error;
  return isDiskFull(error)
    ? new SluiceError("unavailable", "The platform's disk is full: nothing can be written.", { cause: error })
    : null;
}
