import type { Context } from "../command.ts";
import type { Input } from "../input.ts";
import { serverUrl } from "../place.ts";
import { readServers, writeServers } from "../servers-file.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { configDirectory } = context.environment;
  const { current, servers } = await readServers(configDirectory);
  const asked = input.arg(0);
  const server = asked === undefined ? current : (serverUrl(asked) ?? asked);
  if (server === null || servers[server] === undefined) {
    context.out.line(server === null ? "You are not signed in." : `You are not signed in to ${server}.`);
    context.out.object({ server, signedOut: false });
    return;
  }
  const left = Object.fromEntries(Object.entries(servers).filter(([url]) => url !== server));
  await writeServers(configDirectory, {
    current: current === server ? (Object.keys(left).at(-1) ?? null) : current,
    servers: left,
  });
  context.out.line(`Signed out of ${server}. The token itself still works until it is revoked.`);
  context.out.object({ server, signedOut: true });
}
