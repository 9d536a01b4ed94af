import { SluiceError, type ToolName } from "@sluice/contract";
import { relative } from "node:path";
import type { Connection } from "../connection.ts";
import { Failure } from "../failure.ts";
import type { Output } from "../output.ts";
import { applyEnvFile } from "./env-file.ts";
import { followTool } from "./follow-tool.ts";
import type { LocalServer } from "./local-server.ts";
import { openSnapshots, type Snapshots } from "./snapshots.ts";
import { watchSources } from "./watch-sources.ts";

export interface Development {
  readonly server: LocalServer;
  readonly tool: ToolName;
  readonly directory: string;
  /** Its lines become the tool's settings. */
  readonly envFile: string;
  /** Where snapshots of the directory are kept. */
  readonly repository: string;
  readonly out: Output;
}

/** Deploys the directory, and again at each save, until the signal. */
export async function developing(work: Development, signal: AbortSignal): Promise<void> {
  const { server, tool, directory, envFile, out } = work;
  const { connection } = server;
  const { git, url } = await findOrCreate(connection, tool);
  await cancelLeft(connection, tool);
  const snapshots = await openSnapshots(directory, work.repository, { url: git, authorization: connection.authorization });
  const envName = relative(directory, envFile);
  const changes = await watchSources(directory, [envName]);
  const told = new AbortController();
  const both = AbortSignal.any([signal, told.signal]);
  const following = followTool(connection, tool, out, both);
  try {
    await settings(work, false);
    let live = await deploy(work, snapshots, signal);
    if (live) out.lines(["", `${out.paint("bold", url)}  until Ctrl-C; saved files are live about a second later`, hint(server, tool), ""]);
    for (;;) {
      const batch = await Promise.race([changes.next(signal), following.then((): readonly string[] => [])]);
      if (signal.aborted) return;
      if (batch.includes(envName)) await settings(work, live);
      if (batch.some((path) => path !== envName)) live = (await deploy(work, snapshots, signal)) || live;
    }
  } finally {
    told.abort();
    await changes.close();
    await following;
  }
}

async function findOrCreate({ call }: Connection, name: ToolName): Promise<{ readonly git: string; readonly url: string }> {
  try {
    return await call("tools.show", { params: { tool: name } });
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== "not-found") throw error;
    return call("tools.create", { body: { name } });
  }
}

/** A build that Ctrl-C cut off would go on now; what is on the disk today is built in its place. */
async function cancelLeft({ call }: Connection, tool: ToolName): Promise<void> {
  for (const { id, state } of await call("builds.list", { params: { tool }, query: { limit: 20 } }))
    if (state === "queued" || state === "running") await call("builds.cancel", { params: { tool, build: id } });
}

async function settings({ server, tool, envFile, out }: Development, restart: boolean): Promise<void> {
  try {
    const { changed, leftOut } = await applyEnvFile(server.connection, tool, envFile, restart);
    if (changed.length > 0) out.line(`settings from ${envFile}: ${changed.join(", ")}`);
    if (leftOut.length > 0)
      out.note(`left out of the settings, as the platform sets them itself or they are no names: ${leftOut.join(", ")}`);
  } catch (error) {
    // A line that is being typed may be wrong for a moment; what runs goes on with what it has.
    if (!(error instanceof SluiceError) || error.code !== "invalid-request") throw error;
    out.note(`${envFile}: ${error.message}`);
  }
}

/** One snapshot to its end. Its schedule is not followed here: a job that mails at night would do so from a laptop. */
async function deploy({ server, tool, out }: Development, snapshots: Snapshots, signal: AbortSignal): Promise<boolean> {
  const outcome = await snapshots.send((line) => out.line(line), signal).catch(unlessTold);
  if (outcome === "unchanged") return false;
  if (outcome !== "live") {
    if (outcome instanceof Failure) out.note(`${outcome.message} ${outcome.todo}`);
    out.note(out.paint("red", "Not live: what ran before goes on. Waiting for the next save."));
    return false;
  }
  const { call } = server.connection;
  for (const job of await call("jobs.list", { params: { tool } }))
    if (job.pausedBy === null) await call("jobs.pause", { params: { tool, job: job.name } });
  return true;
}

/** A directory that is empty or unreadable for a moment, or a server that is busy, ends one snapshot and not the session. */
function unlessTold(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

function hint({ connection, tokenFile }: LocalServer, tool: ToolName): string {
  return `Other commands, in another terminal:  export SLUICE_URL=${connection.server} SLUICE_TOKEN=$(cat ${tokenFile});  sluice shell -t ${tool}`;
}
