import type { StatusState } from "@sluice/contract";
import type { ForgeStatus } from "../../ports/forge-statuses.ts";
import type { DueStatus } from "../../ports/status-store.ts";
import { runNameOf } from "../../previews/run-name.ts";
import { plainLine } from "../push-line.ts";

export interface StatusLinks {
  /** `http://HOST:PORT` of the API. */
  readonly base: string;
  readonly urlOf: (run: DueStatus["tool"]) => string;
  /** Of the tool: takes its secrets out of what its code says. */
  readonly redact: (text: string) => string;
}

/** GitHub takes no more: docs.github.com, "Create a commit status". */
const mostCharacters = 140;

/** What a forge is told of a commit: its tool's URL when it is live, else where its log is. */
export function statusOf(due: DueStatus, { base, urlOf, redact }: StatusLinks): ForgeStatus {
  const { tool, commit, preview, build, state } = due;
  const url = urlOf(preview === null ? tool : runNameOf({ tool, name: preview }));
  const log = build === null ? url : `${base}/api/v1/tools/${tool}/builds/${build}/log`;
  return {
    commit,
    state,
    name: `sluice/${tool}${preview === null ? "" : "/preview"}`,
    description: cut(plainLine(redact(words[state](due, url)))),
    link: state === "success" ? url : log,
  };
}

const words: Readonly<Record<StatusState, (due: DueStatus, url: string) => string>> = {
  pending: ({ build }) => `Build ${build} is on its way`,
  success: (_, url) => `Live: ${url}`,
  failure: ({ fault, reason, build }) =>
    `${fault === "platform" ? "The platform failed, not your code: " : ""}${reason ?? `build ${build} failed`}`,
  cancelled: ({ build, reason }) => reason ?? `Build ${build} was cancelled, or a newer commit took its place`,
};

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}
