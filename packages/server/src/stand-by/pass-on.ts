import { createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorTable, type ErrorBody } from "@sluice/contract";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface PassOn {
  /** Stops listening; what is passed on still is broken off. */
  close(): Promise<void>;
}

/** Of one connection and not of the request. Source: RFC 9110, section 7.6.1. */
const hopByHop = ["connection", "keep-alive", "proxy-connection", "te", "upgrade", "expect"];
const via = "1.1 sluice-stand-by";

/** Listens, and passes each request on to the server that serves; tells the sender where nobody does. */
export async function passOn(listen: Address, serving: () => Promise<Address | null>): Promise<PassOn> {
  const server = createServer();
  // pushes and logs take as long as they take
  server.requestTimeout = 0;
  server.on("request", (request, answer) => void carry(request, answer, serving));
  server.on("upgrade", (request, socket, head) => void carryUpgrade(request, socket, head, serving));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, () => resolve());
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function headersOf(request: IncomingMessage, keep: readonly string[] = []): IncomingHttpHeaders {
  const headers = { ...request.headers };
  for (const name of hopByHop) if (!keep.includes(name)) delete headers[name];
  const before = headers["x-forwarded-for"];
  const sender = request.socket.remoteAddress ?? "unknown";
  return { ...headers, "x-forwarded-for": before === undefined ? sender : `${[before].flat().join(", ")}, ${sender}`, via };
}

async function carry(request: IncomingMessage, answer: ServerResponse, serving: () => Promise<Address | null>): Promise<void> {
  const to = await serving().catch(() => null);
  if (to === null) return refuse(answer);
  const passed = ask({ ...to, method: request.method, path: request.url, headers: headersOf(request), agent: false });
  passed.on("response", (found) => {
    const { connection: _, "keep-alive": __, ...headers } = found.headers;
    answer.writeHead(found.statusCode ?? 502, { ...headers, via });
    answer.flushHeaders();
    found.on("error", () => answer.destroy());
    found.on("aborted", () => answer.destroy());
    found.pipe(answer);
  });
  passed.on("error", () => (answer.headersSent ? answer.destroy() : refuse(answer)));
  answer.on("close", () => passed.destroy());
  request.on("error", () => passed.destroy());
  request.pipe(passed);
}

function refuse(answer: ServerResponse): void {
  const message = "The server that serves has gone; this one, which stands by, takes over.";
  const body: ErrorBody = { error: { code: "unavailable", message, todo: errorTable.unavailable.todo, retryAfter: 2 } };
  answer.writeHead(errorTable.unavailable.status, { "content-type": "application/json", "retry-after": "2", via });
  answer.end(JSON.stringify(body));
}

async function carryUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, serving: () => Promise<Address | null>): Promise<void> {
  socket.on("error", () => socket.destroy());
  const to = await serving().catch(() => null);
  if (to === null) return void socket.end("HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\n\r\n");
  const passed = ask({
    ...to,
    method: request.method,
    path: request.url,
    headers: headersOf(request, ["connection", "upgrade"]),
    agent: false,
  });
  passed.on("upgrade", (found, other, first) => {
    socket.write(startOf(found));
    socket.write(first);
    other.write(head);
    other.on("error", () => socket.destroy());
    other.on("close", () => socket.destroy());
    socket.on("close", () => other.destroy());
    socket.pipe(other).pipe(socket);
  });
  passed.on("response", (found) => {
    socket.write(startOf(found));
    found.pipe(socket);
  });
  passed.on("error", () => socket.destroy());
  socket.on("close", () => passed.destroy());
  passed.end();
}

/** Status line and headers as they came. */
function startOf({ statusCode = 502, statusMessage = "", rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ""}\r\n`] : []));
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join("")}\r\n`;
}
