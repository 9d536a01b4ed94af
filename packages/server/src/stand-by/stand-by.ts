import { setTimeout as delay } from "node:timers/promises";
import { SluiceError } from "@sluice/contract";
import type { Values } from "../config/options.ts";
import { openDataDirectory, type DataDirectory } from "../data-directory/open.ts";
import { readServing } from "../data-directory/serving.ts";
import { whyNotListening } from "../listening.ts";
import { createHungWatch } from "./end-hung.ts";
import { alikeOf, mustBeAlike } from "./alike.ts";
import { passOn } from "./pass-on.ts";

/** The kernel drops the lock of a server that dies; a look costs a fraction of a millisecond. */
const lookMs = 200;

export interface Turn {
  readonly directory: DataDirectory;
  /** Gives up the address, for the server itself to listen there. */
  yieldAddress(): Promise<void>;
}

/**
 * Waits until no other server has the data directory, and passes requests on to the one that has it meanwhile; ends one
 * that hangs. Null when the signal came before.
 */
export async function standBy(
  values: Values,
  databaseAnswers: () => Promise<boolean>,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Turn | null> {
  const first = await openUnlessTaken(values.data);
  if (first !== null) return { directory: first, yieldAddress: () => Promise.resolve() };
  const serving = await readServing(values.data);
  if (serving !== null) mustBeAlike(alikeOf(values), serving.alike);
  const { host, port } = values.listen;
  if (serving?.host === host && serving.port === port) {
    throw new SluiceError("invalid-request", `--listen ${host}:${port} is where the other server listens: give each its own.`);
  }
  const passing = await passOn(values.listen, () => readServing(values.data)).catch((error: unknown) => {
    throw whyNotListening(error, values) ?? error;
  });
  say(`stands by at http://${host}:${port}: another server has ${values.data}, and requests are passed on to it`);
  const lookForHung = createHungWatch({ directory: values.data, seconds: values["hang-seconds"], databaseAnswers, say });
  for (;;) {
    await lookForHung();
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
    const directory = signal.aborted ? null : await openUnlessTaken(values.data);
    if (directory !== null) {
      say("takes over: the server before has ended");
      return { directory, yieldAddress: passing.close };
    }
    if (signal.aborted) {
      await passing.close();
      return null;
    }
  }
}

async function openUnlessTaken(path: string): Promise<DataDirectory | null> {
  try {
    return await openDataDirectory(path);
  } catch (error) {
    if (error instanceof SluiceError && error.code === "wrong-state") return null;
    throw error;
  }
}
