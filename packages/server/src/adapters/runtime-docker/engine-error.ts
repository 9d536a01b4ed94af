import { SluiceError } from "@sluice/contract";

/** Says in our words that the engine could not do something. */
export function engineError(what: string, error: unknown): SluiceError {
  const why = error instanceof Error ? error.message.replace(/^\(HTTP code \d+\)\s*/, "") : String(error);
  return new SluiceError("unavailable", `the container engine could not ${what}: ${why}`, {
    cause: error,
  });
}
