import { askSecret, readInput } from "../ask.ts";
import type { Context } from "../command.ts";
import { connectionTo } from "../connection.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";
import { serverUrl } from "../place.ts";
import { readServers, writeServers } from "../servers-file.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const server = serverUrl(input.need(0));
  if (server === undefined) throw usage(`"${input.need(0)}" is no server's address.`, "Give it like https://deploy.example.org.");
  const { hostname, protocol } = new URL(server);
  if (protocol === "http:" && !/^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname)) {
    context.out.note(`Careful: ${server} is not encrypted; whoever is on the way can read the token.`);
  }
  const token = await tokenFrom(input, context, server);
  const me = await connectionTo(server, token).call("me.show", {});
  const { configDirectory } = context.environment;
  const { servers } = await readServers(configDirectory);
  await writeServers(configDirectory, {
    current: server,
    servers: { ...servers, [server]: { user: me.user, token } },
  });
  context.out.line(`Signed in to ${server} as ${me.user}.`);
  context.out.object({ server, ...me });
}

async function tokenFrom(input: Input, context: Context, server: string): Promise<string> {
  const token = await givenToken(input, context, server);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw usage(
    token === "" ? "The token is empty." : "The token has spaces or characters that no token has.",
    "Copy it whole, and nothing else.",
  );
}

async function givenToken(input: Input, context: Context, server: string): Promise<string> {
  const typed = input.text("token");
  if (typed !== undefined) return typed;
  if (input.flag("tokenStdin")) return readInput();
  if (context.out.canAsk) return askSecret(`Token for ${server}: `);
  throw usage("A token is needed, and nobody is here to type it.", "Give it on the input with --token-stdin.");
}
