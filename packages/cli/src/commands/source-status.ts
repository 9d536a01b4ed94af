import { ForgeAccount, ForgeApiUrl, type NewStatuses, ReviewLabel, StatusForge } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { forgeToken } from "../forge/forge-token.ts";
import { statusLines } from "../format/status-rights.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const forge = StatusForge.parse(input.need(0));
  const elsewhere = input.text("api");
  const api = elsewhere === undefined ? null : ForgeApiUrl.safeParse(elsewhere).data;
  if (api === undefined)
    throw usage(
      `"${elsewhere}" is no address of an API.`,
      "Give scheme and host, like https://git.example.org, and the path below which all of the forge is.",
    );
  const review = ofReview(forge, input);
  if (!input.flag("enter")) {
    out.lines(statusLines(forge));
    out.object({ forge });
    return;
  }
  const { call, tool } = await connectToTool(input, context);
  const token = await forgeToken(context, forge);
  const statuses = await call("source.status", { params: { tool }, body: { forge, api, token, ...review } });
  out.line(`${forge} is told what becomes of each commit of ${tool} that is built. The token is kept sealed.`);
  out.object(statuses);
}

/** Who writes into Gerrit's changes, and what is voted with. */
function ofReview(forge: StatusForge, input: Input): Pick<NewStatuses, "account" | "label"> {
  const [account, label] = [input.text("account"), input.text("label")];
  if (forge !== "gerrit") {
    if (account === undefined && label === undefined) return {};
    throw usage(`--account and --label are for gerrit, not for ${forge}.`, "See: sluice source status --help");
  }
  if (account === undefined) {
    if (!input.flag("enter")) return {};
    throw usage("Gerrit asks whose password it is.", "Name the account with --account NAME.");
  }
  const named = ForgeAccount.safeParse(account);
  if (!named.success) throw usage(`--account ${named.error.issues[0]?.message ?? "is wrong"}.`, "It is what one signs in with in Gerrit.");
  if (label === undefined) return { account: named.data };
  if (label === "none") return { account: named.data, label: null };
  const voted = ReviewLabel.safeParse(label);
  if (!voted.success)
    throw usage(`--label ${voted.error.issues[0]?.message ?? "is wrong"}.`, "Or give --label none: then nothing is voted.");
  return { account: named.data, label: voted.data };
}
