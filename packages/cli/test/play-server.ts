import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json as readJson } from "node:stream/consumers";
import { errorTable, type RouteName, routes, SluiceError } from "@sluice/contract";

export interface Asked {
  readonly name: RouteName;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a route answers. Streams give their lines; `CUT` among them drops the connection there. */
export type Answers = Partial<Record<RouteName, (asked: Asked) => unknown>>;

export const CUT = Symbol("the connection is cut here");

export interface PlayServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
}

/** A small real server that plays the contract's routes from a table. The token `good` is ada's. */
export async function playServer(answers: Answers): Promise<PlayServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(request, response, answers, asked).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, answers: Answers, asked: Asked[]): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  try {
    if (request.headers.authorization !== "Bearer good") throw new SluiceError("not-signed-in", "The token is not known.");
    const { name, params } = routeOf(request.method ?? "GET", url.pathname);
    const body: unknown = Number(request.headers["content-length"] ?? 0) > 0 ? await readJson(request) : undefined;
    const one: Asked = { name, params, query: Object.fromEntries(url.searchParams), body };
    asked.push(one);
    const found = await answers[name]?.(one);
    if (found === undefined) throw new SluiceError("internal", `nothing is played for ${name}`);
    if ("stream" in routes[name]) sendLines(response, found as unknown[]);
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    const { status, todo } = errorTable[error.code];
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify({ error: { code: error.code, message: error.message, todo } }));
  }
}

function sendLines(response: ServerResponse, lines: readonly unknown[]): void {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  for (const line of lines) {
    if (line === CUT) {
      response.write("", () => response.destroy());
      return;
    }
    response.write(`${JSON.stringify(line)}\n`);
  }
  response.end();
}

function routeOf(method: string, path: string): { name: RouteName; params: Record<string, string> } {
  for (const name of Object.keys(routes) as RouteName[]) {
    const pattern = new RegExp(`^/api/v1${routes[name].path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
    const match = method === routes[name].method ? pattern.exec(path) : null;
    if (match !== null)
      return {
        name,
        params: Object.fromEntries(Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)])),
      };
  }
  throw new SluiceError("not-found", `${method} ${path} is no route`);
}
