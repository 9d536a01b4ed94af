import type { PageOf } from "../core/ports/store.ts";

/** The page that a query asks for; an absent `before` stays absent. */
export function pageOf(query: { limit: number; before?: string | undefined }): PageOf {
  return { limit: query.limit, ...(query.before === undefined ? {} : { before: query.before }) };
}
