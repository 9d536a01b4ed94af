import type { Build, CommitHash, Digest, StepTime } from "@sluice/contract";
import { compileOrder } from "../languages/compile.ts";
import type { Language } from "../languages/language.ts";
import type { LanguageSet } from "../languages/own-languages.ts";
import { licenceLines, refusals } from "../licences/advice.ts";
import { isRefused } from "../licences/check-licence.ts";
import { explain } from "../languages/explain.ts";
import type { BuildPlan, RunPlan } from "../languages/build-plan.ts";
import type { FoundArtifact } from "../ports/artifact-files.ts";
import type { BuildOutcome } from "../ports/engine.ts";
import type { BuildRow } from "../ports/store.ts";
import type { BuildLog } from "./build-log.ts";
import type { BuildsDependencies, Ending } from "./builds-dependencies.ts";
import { limitAdvice, missingProgramAdvice, noStartCommand } from "./advice.ts";
import { keepArtifacts } from "./keep-artifacts.ts";
import { keepImage } from "./keep-image.ts";
import { gaveUpText, oursText, patiently, pauseAfter } from "./patience.ts";
import { testFailed } from "../manifest/plan-tests.ts";
import { describePlan, planSource, type Planned } from "./plan-source.ts";
import { wholeSource } from "./whole-source.ts";

const shownLines = 12;

type Built = Extract<BuildOutcome, { kind: "built" }> & {
  readonly run: RunPlan;
  readonly languages: Build["languages"];
  readonly deploys: boolean;
};

/** Plan and image of a build, or how it ended. */
export async function buildImage(
  deps: BuildsDependencies,
  build: BuildRow,
  log: BuildLog,
  cancel: AbortSignal,
  progress: (part: Pick<Partial<Build>, "languages" | "licence"> & { readonly image?: Digest }) => Promise<void>,
): Promise<Built | Exclude<Ending, { kind: "succeeded" }>> {
  const refused = await patiently(deps, log, "build", cancel, () => deps.refused(build));
  if (refused !== null) {
    for (const line of refused.todo) log.say("", line);
    return { kind: "failed", fault: "code", reason: refused.reason, steps: [] };
  }
  const begun = deps.clock.monotonic();
  const source = await wholeSource(deps, build, log, cancel);
  if (source.kind !== "whole") return source;
  const { commit } = source;
  const { set, planned } = await patiently(deps, log, "build", cancel, async () => {
    const languages = await deps.languages(build.tool);
    return {
      set: languages,
      planned: await planSource(
        deps.sources,
        languages,
        { ...build, commit },
        { dockerfiles: deps.dockerfiles, today: deps.clock.now().slice(0, 10) },
      ),
    };
  });
  const planStep: StepTime = { step: "plan", ms: deps.clock.monotonic() - begun };
  if (planned.kind === "refused") {
    for (const line of planned.why) log.say("", `  ${line}`);
    return { kind: "failed", fault: "code", reason: planned.reason, steps: [planStep] };
  }
  const licence = await patiently(deps, log, "build", cancel, () => deps.licence(build, planned.plan.folder));
  const languages = languagesOf(planned.plan, set);
  await progress({ languages, licence });
  log.say("", describePlan(planned));
  for (const warning of planned.warnings) log.say("", `warning: ${warning}`);
  if (planned.deploys && planned.run.processes.length === 0 && Object.keys(planned.run.jobs).length === 0) {
    for (const line of noStartCommand) log.say("", line);
    return { kind: "failed", fault: "code", reason: "no start command was found", steps: [planStep] };
  }
  if (licence !== null) for (const line of licenceLines(licence)) log.say("", line);
  if (licence !== null && isRefused(licence)) {
    return { kind: "failed", fault: "code", reason: refusals[licence.verdict], steps: [planStep] };
  }

  const building = deps.clock.monotonic();
  for (let attempt = 1; ; attempt += 1) {
    let outcome = await deps.engine.build(await request(deps, build, { ...planned, commit }, set, log), (line) => log.take(line), cancel);
    const steps = [planStep, ...outcome.steps];
    if (outcome.kind === "built") {
      const built = outcome;
      const isKept = await patiently(deps, log, "build", cancel, () => keepImage(deps, built, progress));
      if (isKept) return { ...outcome, steps, run: planned.run, languages, deploys: planned.deploys };
      outcome = { kind: "failed", fault: "platform", reason: "the image was pruned while it was made", steps };
    }
    if (outcome.kind === "cancelled") return { kind: "cancelled", steps };
    if (outcome.fault === "code") {
      sayWhy(set.languages, log, planned.plan, outcome.reason);
      return { ...outcome, steps };
    }
    if (deps.clock.monotonic() - building >= deps.patienceMs)
      return { ...outcome, reason: gaveUpText(outcome.reason, deps.patienceMs), steps };
    const pause = pauseAfter(attempt);
    log.say("build", oursText(outcome.reason, pause));
    await deps.pause(pause, cancel);
    if (cancel.aborted) return { kind: "cancelled", steps };
  }
}

function languagesOf({ languages }: BuildPlan, { entries }: LanguageSet): Build["languages"] {
  return languages.map(({ id, version }) => ({ id, version, file: entries.find(({ language }) => language.id === id)?.file ?? "" }));
}

async function request(
  deps: BuildsDependencies,
  build: BuildRow,
  { plan, project, tests, commit }: Extract<Planned, { kind: "planned" }> & { readonly commit: CommitHash },
  { buildpacks }: LanguageSet,
  log: BuildLog,
) {
  const earlier = await deps.store.builds(build.tool, { limit: 20 });
  const previous = earlier.find((b) => b.image !== null && b.pipeline === build.pipeline)?.image ?? null;
  return {
    id: build.id,
    tool: build.tool,
    pipeline: build.pipeline,
    commit: build.commit,
    plan,
    buildpacks,
    order: compileOrder(plan, buildpacks),
    previous,
    limits: deps.limits,
    env: { ...project.env, ...(await deps.buildSettings(build.tool)) },
    tests: tests && {
      ...tests,
      seconds: Math.min(tests.seconds ?? deps.limits.seconds, deps.limits.seconds),
      keep: (found: readonly FoundArtifact[]) => keepArtifacts(deps, build, found, log),
    },
    exported: (image: string) => deps.deploy.prepare(image),
    checkout: (directory: string) =>
      deps.sources.checkout(build.source, commit, directory, { folder: plan.folder, leftOut: project.leftOut }),
  };
}

function sayWhy(languages: readonly Language[], log: BuildLog, plan: BuildPlan, reason: string): void {
  for (const line of log.tail(shownLines)) log.say("", `  ${line}`);
  // Only of its own languages: each knows words that mean something else in another's log.
  const its = languages.filter(({ id }) => plan.languages.some((planned) => planned.id === id));
  const text = log.tail(400).join("\n");
  const tested = reason.startsWith(testFailed) ? missingProgramAdvice(its, text) : [];
  const advice = [...tested, ...explain(its, text), ...limitAdvice(reason)];
  for (const line of advice.flatMap((text) => text.split("\n"))) log.say("", line);
}
