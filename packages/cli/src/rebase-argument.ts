import { RebaseId } from "@sluice/contract";
import { usage } from "./failure.ts";

/** `3` or `#3`. */
export function rebaseId(text: string): RebaseId {
  const id = /^#?[0-9]{1,15}$/.test(text) ? RebaseId.safeParse(text.replace("#", "")) : undefined;
  if (id?.success === true) return id.data;
  throw usage(`"${text}" is no rebase's number.`, 'See the numbers with "sluice rebases list".');
}
