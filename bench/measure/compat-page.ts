import type { Outcome } from "./outcome.ts";

const columns = ["application", "commit", "found", "serves unchanged", "why not", "first, s", "warm, s"];

export interface Count {
  readonly served: number;
  readonly judged: number;
  readonly notJudged: number;
}

export function count(outcomes: readonly Outcome[]): Count {
  const judged = outcomes.filter(({ verdict }) => verdict !== "not-judged");
  const served = judged.filter(({ verdict }) => verdict === "serves").length;
  return { served, judged: judged.length, notJudged: outcomes.length - judged.length };
}

/** `remark` says under what circumstances the seconds came about. */
export function compatibilityPage(outcomes: readonly Outcome[], remark: string): string {
  const { served, judged, notJudged } = count(outcomes);
  const share = judged === 0 ? "none" : `${Math.round((100 * served) / judged)} %`;
  return `# Applications that nobody here wrote

${served} of ${judged} (${share}) that could be judged build and serve without any change. ${notJudged} more could not be judged: what they are made of could not be fetched where this was measured.

- "Serves" means that the deployment is live, and that \`GET /\` is answered by less than 500 and not by 400: an API without a front page answers 404. The status stands there when it is not 200.
- The seconds are those of \`git push\`: the first, and one more with one file changed. ${remark}
- Repeat it on clones of your own: \`npm run compat -- LIST --page=FILE\`; a list has one clone a line. A run that was ended goes on where it was; \`--again=NAME\` tries one anew.

${row(columns)}
${row(columns.map(() => "---"))}
${outcomes.map(cells).map(row).join("\n")}
`;
}

function cells(one: Outcome): readonly string[] {
  const verdict = { serves: "yes", fails: "no", "not-judged": "not judged" }[one.verdict];
  const status = one.verdict !== "serves" || one.status === null || one.status === 200 ? "" : ` (${one.status})`;
  return [one.name, one.commit, one.found, `${verdict}${status}`, one.reason, shown(one.firstSeconds), shown(one.warmSeconds)];
}

function shown(seconds: number | null): string {
  return seconds === null ? "" : seconds.toFixed(1);
}

function row(all: readonly string[]): string {
  return `| ${all
    .map((cell) =>
      cell
        .replaceAll(/[\r\n]+/g, " ")
        .replaceAll("|", "\\|")
        .replaceAll("<", "&lt;"),
    )
    .join(" | ")} |`;
}
