import type { Build } from "@sluice/contract";

const ms = (build: Build, step: string): number => build.steps.filter((one) => one.step === step).reduce((sum, one) => sum + one.ms, 0);

/** From the claim of a build to its image, in ms. What goes on at the same time counts once. */
export function imageMs(build: Build): number {
  const beside = (...steps: readonly string[]): number => Math.max(...steps.map((step) => ms(build, step)));
  return (
    ms(build, "prepare") +
    beside("container", "checkout") +
    beside("analyze", "detect") +
    ms(build, "restore") +
    ms(build, "build") +
    ms(build, "export")
  );
}

/** What a language's own programs took, as the push says it: `[build]   dependencies: 12 packages  3.4 s`; in ms, to a tenth of a second. */
export function toolMs(said: string): number {
  const times = [...said.matchAll(/^remote: \[[\w.-]+\] +[a-z][\w-]*: .* {2}(\d+\.\d) s\s*$/gm)].map(
    ([, seconds]) => Number(seconds) * 1000,
  );
  return times.reduce((sum, one) => sum + one, 0);
}
