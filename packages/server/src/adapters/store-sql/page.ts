import { SluiceError } from "@sluice/contract";
import type { z } from "zod";
import type { PageOf } from "../../core/ports/store.ts";

/** Where to page on from, or null for the first page. A release may be given as it is shown, `v42`. */
export function pageFrom<S extends z.ZodType>(page: PageOf, type: S): z.output<S> | null {
  if (page.before === undefined) return null;
  const parsed = type.safeParse(page.before.replace(/^v(?=\d+$)/, ""));
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map((issue) => issue.message).join(", ");
  throw new SluiceError("invalid-request", `"before" cannot be "${page.before}": ${why}.`, {
    path: "query.before",
  });
}
