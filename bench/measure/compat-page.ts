import { Outcome } from "./outcome.ts";

const columns = ["application", "commit", "found", "serves unchanged", "why not", "first, s", "warm, s"];
const verdicts = [
  ["serves", "yes"],
  ["fails", "no"],
  ["wants-service", "wants a service"],
  ["wants-setting", "wants a setting"],
  ["not-judged", "not judged"],
] as const;
const seconds = "The seconds are those of `git push`: the first, and one more with one file changed.";

export interface Count {
  readonly served: number;
  readonly judged: number;
  /** Of the judged, those that ask for a service or a setting which is not in their repository. */
  readonly wanting: number;
  readonly notJudged: number;
}

export function count(outcomes: readonly Outcome[]): Count {
  const of = (...wanted: readonly Outcome["verdict"][]): number => outcomes.filter(({ verdict }) => wanted.includes(verdict)).length;
  const notJudged = of("not-judged");
  const wanting = of("wants-service", "wants-setting");
  return { served: of("serves"), judged: outcomes.length - notJudged, wanting, notJudged };
}

function share(served: number, judged: number): string {
  return `${served} of ${judged} (${judged === 0 ? "none" : `${Math.round((100 * served) / judged)} %`})`;
}

/** `remark` says under what circumstances the seconds came about. */
export function compatibilityPage(outcomes: readonly Outcome[], remark: string): string {
  const { served, judged, wanting, notJudged } = count(outcomes);
  return `# Applications that nobody here wrote

${share(served, judged - wanting)} that want nothing besides their own code build and serve without any change.
Of all that could be judged it is ${share(served, judged)}: ${wanting} want a database, another service, or a setting that is not in their repository.
${notJudged} more could not be judged: what they are made of, or what they ask when they run, is on the internet and could not be reached where this was measured, or the list names a part of them alone.

- "Serves" means that the deployment is live, and that \`GET /\` is answered by less than 500 and not by 400: an API without a front page answers 404. The status stands there when it is not 200.
- "Wants a service" and "wants a setting" is decided by what the program itself said when it failed: \`bench/measure/wants.ts\` has the words.
- ${seconds} ${remark}
- Repeat it on clones of your own: \`npm run compat -- LIST --page=FILE\`; a list has one clone a line. A run that was ended goes on where it was; \`--again=NAME\` tries one anew. Rows of a page that is there already stay as they are until they are tried again.

${row(columns)}
${row(columns.map(() => "---"))}
${outcomes.map(cells).map(row).join("\n")}
`;
}

/** What a page says, in its order: the inverse of `compatibilityPage`. A page of another form is refused. */
export function readPage(page: string): { readonly outcomes: readonly Outcome[]; readonly remark: string } {
  const lines = page.split("\n");
  const at = lines.indexOf(row(columns));
  if (at < 0) throw new Error(`there is no table ${row(columns)} on the page`);
  const remark = lines.flatMap((line) => (line.startsWith(`- ${seconds} `) ? [line.slice(seconds.length + 3)] : []))[0] ?? "";
  return { outcomes: lines.slice(at + 2).flatMap((line) => (line.startsWith("| ") ? [readRow(line)] : [])), remark };
}

/** The page's rows in their places, each as it was found last, then what is new. */
export function merge(rows: readonly Outcome[], found: readonly Outcome[]): readonly Outcome[] {
  const newer = new Map(found.map((one) => [one.name, one]));
  const known = new Set(rows.map(({ name }) => name));
  return [...rows.map((one) => newer.get(one.name) ?? one), ...found.filter(({ name }) => !known.has(name))];
}

function readRow(line: string): Outcome {
  const [name = "", commit = "", found = "", shownVerdict = "", reason = "", first = "", warm = ""] = line
    .slice(2, -2)
    .split(" | ")
    .map((cell) => cell.replaceAll("\\|", "|").replaceAll("&lt;", "<").trim());
  const [verdict] = verdicts.find(([, words]) => shownVerdict === words || shownVerdict.startsWith(`${words} (`)) ?? [];
  if (verdict === undefined) throw new Error(`the page says "${shownVerdict}" of ${name}`);
  const status = verdict === "serves" ? Number(/\((\d+)\)$/.exec(shownVerdict)?.[1] ?? 200) : null;
  return Outcome.parse({ name, commit, found, verdict, status, reason, firstSeconds: read(first), warmSeconds: read(warm) });
}

function read(shownSeconds: string): number | null {
  return shownSeconds === "" ? null : Number(shownSeconds);
}

function cells(one: Outcome): readonly string[] {
  const verdict = verdicts.find(([of]) => of === one.verdict)?.[1] ?? "";
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
