import { BuildId, exitCodes, type BodyOf, type OutputOf } from "@sluice/contract";
import { askPage, type PageAnswer } from "../ask-page.ts";
import type { Context } from "../command.ts";
import { connect, type Connection } from "../connection.ts";
import { directoryOf } from "../deploy/directory-of.ts";
import { sendDirectory } from "../deploy/send-directory.ts";
import { surroundingOf } from "../deploy/surrounding.ts";
import { Interrupted, untilInterrupted } from "../deploy/until-interrupted.ts";
import { plainText } from "../format/plain-text.ts";
import { planWords } from "../format/plan-words.ts";
import { table } from "../format/table.ts";
import { localAndRelative, span } from "../format/times.ts";
import type { Input } from "../input.ts";
import { askPlan } from "../read-plan-source.ts";
import { languageFile } from "./languages-add.ts";

type Language = NonNullable<BodyOf<"languages.plan">["language"]>;
type Trial = OutputOf<"languages.try">;
type Build = OutputOf<"builds.show">;

/** Checks a language's file; with `--app` it builds and runs a directory with it, on a tool that goes again. */
export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const named = input.need(0);
  const language = await languageFile(named, context);
  const connection = await connect(input, context);
  const app = input.text("app");
  if (app === undefined) {
    const plan = await connection.call("languages.plan", { body: { files: [], texts: {}, language } });
    out.line(`${named} is in order. Try it on an app: sluice languages test ${named} --app DIRECTORY`);
    out.object({ plan });
    return 0;
  }
  const directory = await directoryOf(app, context.directory);
  const plan = await askPlan(directory, (body) => connection.call("languages.plan", { body: { ...body, language } }));
  out.lines(planWords(plan, out));
  const id = language.name.replace(/[.]yaml$/, "");
  const taken = plan.detections.some((one) => one.id === id && one.taken);
  if (plan.refused !== null || !taken) {
    if (plan.refused === null) out.line(out.paint("red", `${app} is not built with ${id}: see why above.`));
    out.object({ plan });
    return exitCodes.request;
  }
  return tryIt(input, context, connection, directory, language);
}

async function tryIt(input: Input, context: Context, connection: Connection, directory: string, language: Language): Promise<number> {
  const { out } = context;
  const { call } = connection;
  const trial = await call("languages.try", { body: language });
  try {
    out.line("");
    out.note(`Trying it on ${trial.tool}, which counts for nothing else. What is installed for the first time takes a minute or two.`);
    const builds: Build[] = [];
    for (const again of input.flag("again") ? [false, true] : [false]) {
      if (again) out.note("Once more, with nothing changed:");
      const reason = await send(context, connection, trial, directory, again);
      const build = await newestBuild(connection, trial, reason);
      if (build !== null) builds.push(build);
      if (reason !== null) {
        out.object({ trial, builds, page: null });
        return build?.fault === "platform" ? exitCodes.platform : exitCodes.request;
      }
    }
    const page = await ask(context, trial);
    out.lines(builds.flatMap((build) => timesOf(build)));
    out.object({ trial, builds, page });
    return page !== null && page.status < 500 ? 0 : exitCodes.request;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return error.exit;
  } finally {
    if (input.flag("keep")) out.note(`${trial.url} stays until ${localAndRelative(trial.expires, context.now())}.`);
    else await call("languages.endTrial", { params: { tool: trial.tool } });
  }
}

async function send(context: Context, connection: Connection, trial: Trial, directory: string, again: boolean): Promise<string | null> {
  const around = await surroundingOf(directory);
  const to = { url: trial.git, authorization: connection.authorization };
  const message = again ? "Try the language once more" : "Try the language";
  return untilInterrupted((scratch, signal) =>
    sendDirectory(to, context, { directory, around, ref: "refs/deploy/tool", options: [], message, scratch, signal }),
  );
}

async function newestBuild({ call }: Connection, { tool }: Trial, reason: string | null): Promise<Build | null> {
  const named = BuildId.safeParse(/; build (\d+)$/.exec(reason ?? "")?.[1]);
  if (named.success) return call("builds.show", { params: { tool, build: named.data } });
  return (await call("builds.list", { params: { tool }, query: { limit: 1 } }))[0] ?? null;
}

async function ask({ out }: Context, { url }: Trial): Promise<PageAnswer | null> {
  try {
    const page = await askPage(url);
    const says = plainText(page.text.trim().split("\n").slice(0, 5).join("\n"));
    out.line(`${url}/ answers ${page.status} in ${span(page.ms)}:`);
    out.lines(says.split("\n").map((line) => `  ${line.slice(0, 200)}`));
    return page;
  } catch (error) {
    out.line(out.paint("red", `${url}/ does not answer: ${error instanceof Error ? error.message : String(error)}`));
    return null;
  }
}

function timesOf({ id, steps }: Build): readonly string[] {
  return [
    `Build ${id}:`,
    ...table(
      steps.map(({ step, ms }) => [step, span(ms)]),
      "    ",
    ),
  ];
}
