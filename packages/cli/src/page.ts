import type { Context } from "./command.ts";
import type { Input } from "./input.ts";

export interface Page<T> {
  readonly items: T[];
  readonly more: boolean;
}

/** One page of a list. One more than shown is fetched, so that "more" is only said when there is more. */
export async function readPage<T>(input: Input, fetchPage: (query: { limit: number; before?: string }) => Promise<T[]>): Promise<Page<T>> {
  const limit = input.count("limit", 1, 499) ?? 10;
  const before = input.text("before");
  const found = await fetchPage({ limit: limit + 1, ...(before === undefined ? {} : { before }) });
  return { items: found.slice(0, limit), more: found.length > limit };
}

/** The command that shows the page after this one. */
export function sayMore<T>(context: Context, page: Page<T>, command: string, last: (item: T) => string | number): void {
  const item = page.items.at(-1);
  if (page.more && item !== undefined) context.out.note(`More: ${command} --before ${last(item)}`);
}
