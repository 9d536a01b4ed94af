import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { z } from "zod";

/** Git over http, with a server of Git LFS beside it that has one file and sends only half of it while it holds (git-lfs, docs/api/batch.md). */
export interface LargeFileServer extends AsyncDisposable {
  /** Below it are the repositories of the directory. */
  readonly url: string;
  /** What stands in the repository in the file's place. */
  readonly pointer: string;
  /** How often the file was asked for. */
  readonly asked: () => number;
  /** From now on it sends all. */
  release(): void;
}

const Batch = z.object({ objects: z.array(z.object({ oid: z.string(), size: z.number() })) });

export async function largeFileServer(directory: string, file: Buffer): Promise<LargeFileServer> {
  const oid = createHash("sha256").update(file).digest("hex");
  let asked = 0;
  let holds = true;
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    if (request.url === `/objects/${oid}`) {
      asked += 1;
      response.writeHead(200, { "content-length": file.length });
      if (holds) return void response.write(file.subarray(0, file.length / 2));
      return void response.end(file);
    }
    if (request.url?.endsWith("/info/lfs/objects/batch") !== true) return answerGit(directory, request, response);
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const objects = Batch.parse(JSON.parse(body)).objects.map((one) => ({
        ...one,
        actions: { download: { href: `${origin}/objects/${one.oid}` } },
      }));
      response.writeHead(200, { "content-type": "application/vnd.git-lfs+json" }).end(JSON.stringify({ objects }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pointer: `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${file.length}\n`,
    asked: () => asked,
    release: () => (holds = false),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** git's own server side, as a CGI program (git-http-backend(1)). */
function answerGit(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const child = spawn(join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend"), [], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: [request.headers["git-protocol"] ?? ""].flat().join(":"),
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: [request.headers["content-encoding"] ?? ""].flat().join(","),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.on("close", () => {
    const whole = Buffer.concat(parts);
    const end = whole.indexOf("\r\n\r\n");
    const headers = new Headers(
      whole
        .toString("latin1", 0, end)
        .split("\r\n")
        .map((line): [string, string] => [line.split(": ")[0] ?? "", line.split(": ")[1] ?? ""]),
    );
    response.writeHead(Number.parseInt(headers.get("status") ?? "200", 10), Object.fromEntries(headers)).end(whole.subarray(end + 4));
  });
}
