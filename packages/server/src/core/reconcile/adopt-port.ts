import { SluiceError, type ReleaseFile } from "@sluice/contract";
import type { Context } from "./context.ts";
import type { DeploymentLog } from "./deployment-log.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { sameFile } from "./same-file.ts";

/**
 * Says in the control repository on which port a process really listens, so that whatever is started of the release from
 * now on is told that port and asked there. Killed before the commit, the deployment finds it again; after it, the commit is
 * deployed. False when it cannot be said: a checkout takes no commits.
 */
export async function adoptPort(context: Context, file: ReleaseFile, log: DeploymentLog, found: Elsewhere): Promise<boolean> {
  const { process } = found.candidate.instance;
  const spec = file.processes[process];
  if (spec?.port === undefined) return false;
  try {
    await context.control.commit(
      file.tool,
      { ...file, processes: { ...file.processes, [process]: { ...spec, port: found.port } } },
      {
        author: { name: "Sluice", email: "sluice@localhost" },
        subject: `Send ${file.tool}'s requests to port ${found.port} of ${process}`,
        body: `v${file.release} was told port ${spec.port} and answers on ${found.port}.`,
        trailers: { "Sluice-Release": String(file.release) },
      },
      file,
    );
  } catch (error) {
    if (!(error instanceof SluiceError && error.code === "wrong-state")) throw error;
    const present = await context.control.read(file.tool);
    // else a newer wish stands there, and is deployed next
    return present?.kind !== "release" || !sameFile(present.file, file);
  }
  await log.say(
    `warning: ${process} listens on port ${found.port}, not on the one in $PORT (${spec.port}): it is started again, and asked there from now on.`,
    `  Better listen on $PORT, or say it in sluice.yaml:   processes: { ${process}: { port: ${found.port} } }`,
  );
  return true;
}
