import { readInput } from "../ask.ts";
import type { Context } from "../command.ts";
import type { Input } from "../input.ts";
import { serverUrl } from "../place.ts";
import { readServers } from "../servers-file.ts";

/** git's credential helper protocol (git-credential(1)): attributes in, name and token out; silence means "not mine". */
export async function run(input: Input, context: Context): Promise<void> {
  const wanted = attributes(await readInput());
  if (input.need(0) !== "get") return;
  const origin = `${wanted.get("protocol") ?? ""}://${wanted.get("host") ?? ""}`;
  const { environment } = context;
  const fromEnvironment = environment.url === undefined ? undefined : serverUrl(environment.url);
  if (environment.token !== undefined && fromEnvironment !== undefined && originOf(fromEnvironment) === origin) {
    answer("sluice", environment.token);
    return;
  }
  const { servers } = await readServers(environment.configDirectory);
  const found = Object.entries(servers).find(([url]) => originOf(url) === origin)?.[1];
  if (found !== undefined) answer(found.user, found.token);
}

function attributes(text: string): Map<string, string> {
  return new Map(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function originOf(url: string): string | undefined {
  return URL.parse(url)?.origin;
}

function answer(user: string, token: string): void {
  process.stdout.write(`username=${user}\npassword=${token}\n`);
}
