import { type ControlStatus, exitCodes } from "@sluice/contract";
import type { Context } from "../command.ts";
import { facts, short } from "./table.ts";
import { relative } from "./times.ts";

/** Prints it; the exit code says whether all is well. */
export function showControl(status: ControlStatus, { out, now }: Context): number {
  const { git, head, remote, broken } = status;
  const read = remote?.fetched ?? null;
  out.lines(
    facts(
      {
        clone: git,
        head: head === null ? "empty" : short(head),
        remote: remote?.url ?? null,
        state: remote === null ? null : `${remote.state}${remote.reason === "" ? "" : `: ${remote.reason}`}`,
        key: remote?.publicKey ?? null,
        read: read === null ? null : relative(read, now()),
      },
      "",
    ),
  );
  for (const { problem } of broken) out.line(problem);
  out.object(status);
  return broken.length > 0 || (remote !== null && remote.state !== "synced") ? exitCodes.request : 0;
}
