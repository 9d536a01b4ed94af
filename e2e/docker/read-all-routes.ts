import { type Route, routes } from "@sluice/contract";
import type { PushedTo } from "./work-tree.ts";

export interface Answered {
  readonly route: string;
  readonly status: number;
  readonly text: string;
}

/** Parts of paths besides the tool; what a route asks beyond these is `1`. */
export type Parts = Readonly<Record<string, string>>;

/** Asks every route that reads, with these parts in its path, and gives what each answers. A token that is empty is none. */
export async function readAllRoutes(on: PushedTo, parts: Parts): Promise<readonly Answered[]> {
  const reads = Object.entries<Route>(routes).filter(([, route]) => route.method === "GET" && route.stream !== "socket");
  const answers: Answered[] = [];
  for (const [name, route] of reads) {
    const path = route.path.replaceAll(/:([a-z]+)/g, (_, key: string) => encodeURIComponent(parts[key] ?? "1"));
    answers.push({ route: name, ...(await read(on, `/api/v1${path}`)) });
  }
  answers.push({ route: "metrics", ...(await read(on, "/metrics")) });
  return answers;
}

async function read({ api, token }: PushedTo, path: string): Promise<Omit<Answered, "route">> {
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${api}${path}`, { headers, signal: AbortSignal.timeout(60_000) });
  return { status: answer.status, text: await answer.text() };
}
