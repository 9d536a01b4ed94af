import type { OutputOf } from "@sluice/contract";
import type { Output } from "../output.ts";
import { facts } from "./table.ts";

type Plan = OutputOf<"languages.plan">;

/** What a source would be built with, and why each language is or is not. */
export function planWords(plan: Plan, out: Pick<Output, "paint">): string[] {
  const { refused } = plan;
  const head =
    refused === null ? found(plan) : [out.paint("red", `Cannot be built: ${refused.reason}`), ...refused.why.map((line) => `  ${line}`)];
  return [...head, ...plan.warnings.map((line) => out.paint("yellow", `warning: ${line}`)), "", ...whys(plan)];
}

function found(plan: Plan): string[] {
  const list = (values: readonly string[]): string | null => (values.length === 0 ? null : values.join(", "));
  const languages = plan.languages.map(({ id, version, because, asked }) => {
    const from = asked === null ? "the default" : `${asked.from} asks for ${asked.range}`;
    return `${[id, version].filter((part) => part !== "").join(" ")} (${version === "" ? because : `${because}; ${from}`})`;
  });
  const processes = plan.processes.map(({ name, command, because }) => `  ${name}: ${command} (${because})`);
  return [
    ...facts(
      {
        languages: list(languages),
        dockerfile:
          plan.dockerfile === null
            ? null
            : `${plan.dockerfile.path}${plan.dockerfile.target === null ? "" : ` (${plan.dockerfile.target})`}`,
        base: plan.dockerfile === null ? plan.base : (list(plan.dockerfile.bases) ?? "scratch"),
        "to build": list(plan.packages.build),
        "to run": list(plan.packages.run),
        steps: list(plan.steps),
      },
      "",
    ),
    processes.length === 0 ? "processes  none was found" : "processes",
    ...processes,
    ...(plan.tests.length === 0 ? [] : ["tests", ...plan.tests.map((command) => `  ${command}`)]),
  ];
}

function whys({ detections }: Plan): string[] {
  const taken = detections.filter((one) => one.taken).map(({ id, because }) => `why ${id}: ${because}`);
  return [...taken, ...detections.filter((one) => !one.taken).map(({ id, because }) => `why not ${id}: ${because}`)];
}
