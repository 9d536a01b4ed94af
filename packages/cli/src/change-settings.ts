import type { SettingsChange, ToolName } from "@sluice/contract";
import { awaitRelease } from "./await-release.ts";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import type { Input } from "./input.ts";

const patience = 120;

/** Sends one change of settings, says what came of it and waits for its release. */
export async function changeSettings(
  input: Input,
  { out }: Context,
  on: Connection & { readonly tool: ToolName },
  change: Partial<SettingsChange>,
): Promise<void> {
  const { tool } = on;
  const begun = Date.now();
  const done = await on.call("settings.change", {
    params: { tool },
    body: { set: [], unset: [], files: [], unsetFiles: [], ...change, restart: input.flag("restart") },
  });
  const what = `Settings version ${done.version} of ${tool}`;
  if (done.changed.length === 0) out.line(`Nothing changed: these are the settings of ${tool} already (version ${done.version}).`);
  else if (done.release === null) out.line(`${what} is stored: ${done.changed.join(", ")}. The next release uses it.`);
  else {
    out.line(`${what}: ${done.changed.join(", ")}. v${done.release}, same image.`);
    if (input.flag("wait")) {
      await awaitRelease(on, tool, done.release, patience);
      out.line(`v${done.release} is live after ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
    }
  }
  out.object({ tool, ...done });
}

/** Flags of every command that changes settings. */
export const changeOptions = [
  { flags: "--no-restart", summary: "only store it; the next release uses it" },
  { flags: "--no-wait", summary: "do not wait until the new release is live" },
];
