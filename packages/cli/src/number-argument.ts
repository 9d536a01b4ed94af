import { BuildId, ReleaseNumber, RunId } from "@sluice/contract";
import { usage } from "./failure.ts";

/** `57` or `#57`. */
export function buildId(text: string): BuildId {
  const id = /^#?[0-9]{1,15}$/.test(text) ? BuildId.safeParse(text.replace("#", "")) : undefined;
  if (id?.success === true) return id.data;
  throw usage(`"${text}" is no build's number.`, 'See the numbers with "sluice builds list".');
}

/** `12` or `#12`. */
export function runId(text: string): RunId {
  const id = /^#?[0-9]{1,15}$/.test(text) ? RunId.safeParse(text.replace("#", "")) : undefined;
  if (id?.success === true) return id.data;
  throw usage(`"${text}" is no run's number.`, 'See the numbers with "sluice runs list".');
}

/** `42` or `v42`. */
export function releaseNumber(text: string): ReleaseNumber {
  const number = /^v?[0-9]{1,15}$/.test(text) ? ReleaseNumber.safeParse(text.replace("v", "")) : undefined;
  if (number?.success === true) return number.data;
  throw usage(`"${text}" is no release's number.`, 'See the numbers with "sluice releases list".');
}
