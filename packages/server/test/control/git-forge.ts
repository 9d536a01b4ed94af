import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface Forge extends AsyncDisposable {
  readonly url: string;
}

/** The repositories of a directory over http, by git's own server side: for one user with a token, or for anybody (null). */
export async function serveRepository(
  directory: string,
  user: string,
  token: string | null,
  open: () => boolean = () => true,
  /** What it answers beside git; false: it does not. */
  beside: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<Forge> {
  const program = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");
  const wanted = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (!open()) return void response.writeHead(503).end();
    if (beside(request, response)) return;
    if (token === null || request.headers.authorization === wanted) return answer(program, directory, user, request, response);
    response.writeHead(401, { "www-authenticate": 'Basic realm="forge"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(program: string, directory: string, user: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const child = spawn(program, [], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "http.receivepack",
      GIT_CONFIG_VALUE_0: "true",
      GIT_PROTOCOL: [request.headers["git-protocol"] ?? ""].flat().join(":"),
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: [request.headers["content-encoding"] ?? ""].flat().join(","),
      REMOTE_USER: user,
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.on("close", () => {
    const whole = Buffer.concat(parts);
    const end = whole.indexOf("\r\n\r\n");
    const headers = whole.toString("latin1", 0, end).split("\r\n");
    let status = 200;
    for (const header of headers) {
      const [name = "", value = ""] = header.split(/: */, 2);
      if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status).end(whole.subarray(end + 4));
  });
}
