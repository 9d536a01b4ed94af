import { type Client, createClient, ToolName } from "@sluice/contract";
import { chooseServer } from "./choose-server.ts";
import type { Context } from "./command.ts";
import { Failure, usage } from "./failure.ts";
import { gitRemotes } from "./git.ts";
import type { Input } from "./input.ts";
import { type Place, placeOf } from "./place.ts";
import { readServers } from "./servers-file.ts";

/** A server, and the way to talk to it. */
export interface Connection {
  readonly server: string;
  /** The header that says who calls. */
  readonly authorization: string;
  readonly call: Client["call"];
  readonly stream: Client["stream"];
  readonly bytes: Client["bytes"];
  /** Address and headers of a route that is answered over a web socket. */
  readonly socket: (path: string) => { readonly url: URL; readonly headers: Readonly<Record<string, string>> };
}

/** The server that the input, the environment and the directory mean. */
export async function connect(input: Input, context: Context): Promise<Connection> {
  return (await settle(input, context)).connection;
}

/** The same, with the tool that is meant: an argument, -t, or the git remote of the directory. */
export async function connectToTool(input: Input, context: Context, named?: string): Promise<Connection & { readonly tool: ToolName }> {
  const { connection, place } = await settle(input, context);
  const asked = named ?? input.text("tool");
  if (asked !== undefined) return { ...connection, tool: toolName(asked) };
  if (place?.server === connection.server) return { ...connection, tool: toolName(place.tool) };
  const why =
    place === undefined
      ? "This directory has no git remote on a Sluice server"
      : `The git remote of this directory is on ${place.server}, not on ${connection.server}`;
  throw usage(`Which tool? ${why}.`, 'Name it with -t TOOL, or run "sluice init" here.');
}

export function toolName(text: string): ToolName {
  const name = ToolName.safeParse(text);
  if (name.success) return name.data;
  throw usage(`"${text}" is no tool's name.`, "A name is 2 to 40 of a-z, 0-9 and -, starts with a letter and does not end with -.");
}

/** A client for one server whose failures say what a person can do. An answer may take `patience` ms; a followed log, any time. */
export function connectionTo(server: string, token: string, patience = 60_000): Connection {
  const calls = createClient({
    url: server,
    token,
    fetch: (request, init) => fetch(request, { ...init, signal: AbortSignal.timeout(patience) }),
  });
  const { stream, bytes } = createClient({ url: server, token });
  const authorization = `Bearer ${token}`;
  return {
    server,
    authorization,
    stream,
    bytes,
    socket: (path) => ({ url: new URL(path, server.replace(/^http/, "ws")), headers: { authorization } }),
    call: async (name, input) => {
      try {
        return await calls.call(name, input);
      } catch (error) {
        throw withoutAnswer(server, patience, error);
      }
    },
  };
}

async function settle(input: Input, context: Context): Promise<{ connection: Connection; place: Place | undefined }> {
  const [servers, remotes] = await Promise.all([readServers(context.environment.configDirectory), gitRemotes(context.directory)]);
  const place = placeOf(remotes, Object.keys(servers.servers));
  const { server, token } = chooseServer(input.text("server"), context.environment, place?.server, servers);
  return { connection: connectionTo(server, token), place };
}

/** The contract's client speaks of every failure but one: that the patience was over. */
function withoutAnswer(server: string, patience: number, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "TimeoutError") return error;
  return new Failure("timed-out", `${server} did not answer within ${patience / 1000} s.`, "Look whether it was done, then try again.", {
    cause: error,
  });
}
