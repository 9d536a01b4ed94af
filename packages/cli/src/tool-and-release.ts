import type { ReleaseNumber } from "@sluice/contract";
import type { Input } from "./input.ts";
import { releaseNumber } from "./number-argument.ts";

/** `foo v42`, or `v42` alone for the tool of this directory. */
export function toolAndRelease(input: Input): readonly [tool: string | undefined, release: ReleaseNumber] {
  const second = input.arg(1);
  return second === undefined ? [undefined, releaseNumber(input.need(0))] : [input.need(0), releaseNumber(second)];
}
