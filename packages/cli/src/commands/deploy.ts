import { BuildId, exitCodes, type PreviewName, TimeToLive } from "@sluice/contract";
import type { Context } from "../command.ts";
import { type Connection, connectToTool } from "../connection.ts";
import { nameForBranch, previewName } from "../deploy/preview-name.ts";
import { directoryOf } from "../deploy/directory-of.ts";
import { sendDirectory } from "../deploy/send-directory.ts";
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
  let isHeard = false;
  const out = {
    note: (text: string) => context.out.note(text),
    line(text: string) {
      isHeard = true;
      context.out.line(text);
    },
  };
  try {
    const options = [...(ttl === undefined ? [] : [`ttl=${ttl}`]), ...(input.flag("withSecrets") ? ["secrets=true"] : [])];
    const ref = preview === null ? "refs/deploy/tool" : `refs/deploy/previews/${preview}`;
    const reason = await untilInterrupted((scratch, signal) =>
      sendDirectory(to, { out }, { directory, around, ref, options, message: input.text("message"), scratch, signal }),
    );
    return await finish(place, context, preview, reason);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    context.out.note(stoppedText(isHeard, place.tool));
    return error.exit;
  }
}

function stoppedText(isHeard: boolean, tool: string): string {
  if (isHeard) return `Stopped watching; the server goes on with it: sluice builds list -t ${tool}, and sluice builds cancel to end it.`;
  return `Stopped while sending: nothing is deployed, unless it had just arrived, which sluice builds list -t ${tool} tells.`;
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
