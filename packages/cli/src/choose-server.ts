import type { Environment } from "./environment.ts";
import { Failure, usage } from "./failure.ts";
import { serverUrl } from "./place.ts";
import type { Servers } from "./servers-file.ts";

export interface Choice {
  readonly server: string;
  readonly token: string;
}

/** Which server is meant: --server, SLUICE_URL, the git remote of the directory, the server signed in to last. */
export function chooseServer(asked: string | undefined, environment: Environment, remote: string | undefined, servers: Servers): Choice {
  const named = address(asked, "--server");
  const fromEnvironment = address(environment.url, "SLUICE_URL");
  const server = named ?? fromEnvironment ?? remote ?? servers.current;
  if (server === null) {
    throw new Failure(
      "not-signed-in",
      "You are not signed in to any server.",
      'Run "sluice login URL"; in CI set SLUICE_URL and SLUICE_TOKEN.',
    );
  }
  // The token of the environment goes to the server that was named with it, never to one that a git remote names.
  const owner = fromEnvironment ?? named ?? servers.current;
  const token = environment.token !== undefined && owner === server ? environment.token : servers.servers[server]?.token;
  if (token === undefined) throw new Failure("not-signed-in", `You are not signed in to ${server}.`, `Run "sluice login ${server}".`);
  return { server, token };
}

function address(text: string | undefined, from: string): string | undefined {
  if (text === undefined) return undefined;
  const server = serverUrl(text);
  if (server === undefined) throw usage(`${from} is "${text}", which is no server's address.`, "Give it like https://deploy.example.org.");
  return server;
}
