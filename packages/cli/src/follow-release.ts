import { errorTable, exitCodes, type Release } from "@sluice/contract";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { plainText } from "./format/plain-text.ts";
import { span } from "./format/times.ts";
import type { Input } from "./input.ts";

const pollMs = 100;
const patienceMs = 300_000;

/** Waits until a release has settled and says how; the exit code tells it too. With --no-wait it only says its number. */
export async function followRelease(connection: Connection, input: Input, context: Context, made: Release): Promise<number> {
  const { out } = context;
  const { tool, number } = made;
  const deadline = performance.now() + patienceMs;
  let release = made;
  while (input.flag("wait") && ["pending", "deploying"].includes(release.state)) {
    if (performance.now() > deadline)
      throw new Failure("timed-out", `v${number} of ${tool} is not live after ${patienceMs / 1000} s.`, "It goes on: sluice status");
    await pause(pollMs);
    release = await connection.call("releases.show", { params: { tool, release: number } });
  }
  out.object(release);
  if (release.live !== null) {
    out.line(`v${number} is live after ${span(Date.parse(release.live) - Date.parse(release.created))}`);
    return 0;
  }
  if (release.state === "pending" || release.state === "deploying") {
    out.line(`v${number} is being deployed`);
    return 0;
  }
  out.note(`v${number} is ${release.state}${release.reason === null ? "" : `: ${plainText(release.reason)}`}`);
  out.note(errorTable["deploy-failed"].todo);
  return release.fault === "platform" ? exitCodes.platform : exitCodes.request;
}
