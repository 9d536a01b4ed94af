import { SluiceError } from "@sluice/contract";
import { openControlGit, type ControlGit } from "./adapters/control-git/index.ts";
import type { Values } from "./config/options.ts";
import { usualPatience } from "./git-locks/past-locks.ts";
import type { Clock } from "./core/ports/clock.ts";

/** The control repository of embargoes, in the data directory: it is served to nobody. */
export const secretControl = "control-embargoes.git";

/** The control repository; with a remote, as that has it now, or as it had it last when it does not answer. */
export async function openControl(values: Values, directory: string, clock: Clock, onEvent: (text: string) => void): Promise<ControlGit> {
  const url = values["control-remote"];
  const remote =
    url === null ? {} : { remote: { url, credentials: values["control-credentials"], knownHosts: values["control-known-hosts"], onEvent } };
  const control = await openControlGit({ directory, clock, locks: { ...usualPatience, onRemoved: onEvent }, ...remote });
  await control.remote?.fetch();
  const state = control.remote?.state();
  // an empty copy says that nothing shall run: without a word from the remote that may be wrong
  if (state === undefined || state.state === "synced" || (await control.head()) !== null) return control;
  await control.close();
  throw new SluiceError("unavailable", `The control repository ${state.url} has never been read, and cannot be now: ${state.reason}`);
}
