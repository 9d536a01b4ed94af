import { type Client, createClient, ToolName } from "@sluice/contract";
import { chooseServer } from "./choose-server.ts";
import type { Context } from "./command.ts";
import { Failure, usage } from "./failure.ts";
import { gitRemotes } from "./git.ts";
import type { Input } from "./input.ts";
import { type Place, placeOf } from "./place.ts";
import { readServers } from "./servers-file.ts";

/** Longest that an answer may take. A log that is followed may take as long as it likes. */
const patience = 60_000;

/** A server, and the way to talk to it. */
export interface Connection {
  readonly server: string;
  readonly call: Client["call"];
  readonly stream: Client["stream"];
}

/** The server that the input, the environment and the directory mean. */
export async function connect(input: Input, context: Context): Promise<Connection> {
  return (await settle(input, context)).connection;
}

/** The same, with the tool that is meant: -t, or the git remote of the directory. */
export async function connectToTool(
  input: Input,
  context: Context,
): Promise<Connection & { readonly tool: ToolName }> {
  const { connection, place } = await settle(input, context);
  const asked = input.text("tool");
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
  throw usage(
    `"${text}" is no tool's name.`,
    "A name is 2 to 40 of a-z, 0-9 and -, starts with a letter and does not end with -.",
  );
}

/** A client for one server whose failures say what a person can do. */
export function connectionTo(server: string, token: string): Connection {
  const calls = createClient({ url: server, token, fetch: patientFetch(server, patience) });
  const streams = createClient({ url: server, token, fetch: patientFetch(server, undefined) });
  return { server, call: calls.call, stream: streams.stream };
}

async function settle(
  input: Input,
  context: Context,
): Promise<{ connection: Connection; place: Place | undefined }> {
  const [servers, remotes] = await Promise.all([
    readServers(context.environment.configDirectory),
    gitRemotes(context.directory),
  ]);
  const place = placeOf(remotes, Object.keys(servers.servers));
  const { server, token } = chooseServer(
    input.text("server"),
    context.environment,
    place?.server,
    servers,
  );
  return { connection: connectionTo(server, token), place };
}

function patientFetch(server: string, timeout: number | undefined): typeof fetch {
  return async (request, init) => {
    const signals = [
      init?.signal,
      timeout === undefined ? null : AbortSignal.timeout(timeout),
    ].filter((signal) => signal instanceof AbortSignal);
    try {
      return await fetch(request, { ...init, signal: AbortSignal.any(signals) });
    } catch (error) {
      throw unreachable(server, error);
    }
  };
}

/** Why no answer came, in plain words. */
export function unreachable(server: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  if (error.name === "TimeoutError") {
    return new Failure(
      "timed-out",
      `${server} did not answer within ${patience / 1000} s.`,
      "Look whether it was done, then try again.",
      { cause: error },
    );
  }
  const cause = error.cause instanceof Error ? error.cause : error;
  const reason =
    "code" in cause && typeof cause.code === "string"
      ? (reasons[cause.code] ?? cause.code)
      : cause.message;
  return new Failure(
    "unavailable",
    `${server} does not answer: ${reason}.`,
    "Check the address and your network; when both are right, the server is down: tell an admin.",
    { cause: error },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "no way to the host",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  UND_ERR_SOCKET: "the connection was cut",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted (set NODE_EXTRA_CA_CERTS)",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted (set NODE_EXTRA_CA_CERTS)",
  CERT_HAS_EXPIRED: "its certificate has expired",
};
