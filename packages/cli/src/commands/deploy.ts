import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { BuildId, exitCodes, type PreviewName, TimeToLive } from "@sluice/contract";
import type { Context } from "../command.ts";
import { type Connection, connectToTool } from "../connection.ts";
import { newestKnown } from "../deploy/newest-known.ts";
import { packDirectory } from "../deploy/pack-directory.ts";
import { nameForBranch, previewName } from "../deploy/preview-name.ts";
import { knownCommits, sendCommit } from "../deploy/send-commit.ts";
import { type Surrounding, surroundingOf } from "../deploy/surrounding.ts";
import { Interrupted, untilInterrupted } from "../deploy/until-interrupted.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";

type Place = Awaited<ReturnType<typeof connectToTool>>;

export async function run(input: Input, context: Context): Promise<number> {
  const directory = await directoryOf(input.arg(0), context.directory);
  const ttl = timeOf(input);
  const place = await connectToTool(input, { ...context, directory });
  const { git } = await place.call("tools.show", { params: { tool: place.tool } });
  const to = { url: git, authorization: place.authorization };
  const around = await surroundingOf(directory);
  const preview = previewWish(input, around);
  refuseWithoutPreview(input, preview);
  try {
    const reason = await untilInterrupted(async (scratch, signal) => {
      const known = around === null ? [] : await knownCommits(to, directory, signal);
      const message =
        input.text("message") ?? (around === null || around.subject === "" ? `Deploy ${basename(directory)}` : around.subject);
      const parent = await newestKnown(around, known, { directory, signal });
      const packed = await packDirectory({ directory, gitDir: scratch, around, borrow: true, message, parent, signal });
      sayWhat(context, directory, around, packed);
      const options = [
        `from=${around?.head ?? "none"}`,
        `changed=${around?.changed ?? false}`,
        ...(ttl === undefined ? [] : [`ttl=${ttl}`]),
        ...(input.flag("withSecrets") ? ["secrets=true"] : []),
      ];
      const ref = preview === null ? "refs/deploy/tool" : `refs/deploy/previews/${preview}`;
      const sent = await sendCommit(to, {
        gitDir: scratch,
        commit: packed.commit,
        ref,
        options,
        signal,
        onLine: (line) => context.out.line(line),
      });
      return sent.reason;
    });
    return await finish(place, context, preview, reason);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    context.out.note(`Stopped. What the server has taken goes on: sluice builds list -t ${place.tool}`);
    return error.exit;
  }
}

async function directoryOf(named: string | undefined, here: string): Promise<string> {
  const directory = resolve(here, named ?? ".");
  const found = await stat(directory).catch((error: unknown) => {
    const why = error instanceof Error && "code" in error && error.code === "ENOENT" ? "is not there" : "cannot be read";
    throw usage(`${directory} ${why}.`, "Name the directory with the tool's files.");
  });
  if (found.isDirectory()) return directory;
  throw usage(`${directory} is no directory.`, "Name the directory with the tool's files.");
}

function timeOf(input: Input): TimeToLive | undefined {
  const text = input.text("ttl");
  if (text === undefined) return undefined;
  const ttl = TimeToLive.safeParse(text);
  if (ttl.success) return ttl.data;
  throw usage(`--ttl is "${text}".`, "Give a time like 90m, 12h or 3d.");
}

/** `--preview` alone is named after the branch. */
function previewWish(input: Input, around: Surrounding | null): PreviewName | null {
  const named = input.text("preview");
  if (named !== undefined) return previewName(named);
  if (!input.flag("preview")) return null;
  const branch = around?.branch ?? null;
  const name = branch === null ? null : nameForBranch(branch);
  if (name !== null) return name;
  throw usage("There is no branch to name the preview after.", "Name it: sluice deploy --preview NAME");
}

function refuseWithoutPreview(input: Input, preview: PreviewName | null): void {
  if (preview !== null) return;
  const given = input.text("ttl") !== undefined ? "--ttl" : input.flag("withSecrets") ? "--with-secrets" : null;
  if (given !== null) throw usage(`${given} is for previews.`, `Add --preview NAME, or leave ${given} out.`);
}

function sayWhat(
  { out }: Context,
  directory: string,
  around: Surrounding | null,
  { files, leftOut }: { readonly files: number; readonly leftOut: readonly string[] },
): void {
  for (const path of leftOut) out.note(`${path} is a git repository of its own: its files are left out.`);
  const head = around?.head ?? null;
  const from = head === null ? "" : `, from ${head.slice(0, 7)}${around?.changed === true ? " with uncommitted changes" : ""}`;
  out.note(`Sending ${files} file${files === 1 ? "" : "s"} of ${directory}${from}.`);
}

/** The words of the server stand above already; here is the exit code, and what `--json` shows. */
async function finish(place: Place, { out }: Context, preview: PreviewName | null, reason: string | null): Promise<number> {
  const { call, tool } = place;
  if (reason === null) {
    out.object(
      preview === null
        ? (await call("tools.status", { params: { tool } })).release
        : await call("previews.show", { params: { tool, preview } }),
    );
    return 0;
  }
  out.note(`Not deployed: ${reason}`);
  const build = await buildOf(place, reason);
  out.object({ error: { message: reason, build } });
  return build?.fault === "platform" || reason.startsWith("server stopped") ? exitCodes.platform : exitCodes.request;
}

async function buildOf({ call, tool }: Connection & Pick<Place, "tool">, reason: string) {
  const id = BuildId.safeParse(/; build (\d+)$/.exec(reason)?.[1]);
  return id.success ? call("builds.show", { params: { tool, build: id.data } }) : null;
}
