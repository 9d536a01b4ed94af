import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Duplex, PassThrough } from "node:stream";
import type { Readable, Writable } from "node:stream";
import { SluiceError } from "@sluice/contract";
import type { GitAnswer, GitRequest, GitServer, Receive } from "../../core/sources/git-server.ts";
import { takeCgiHead } from "./cgi-head.ts";
import { gitEnvironment, receiveSettings } from "./git-environment.ts";
import { writeHooks } from "./hooks.ts";
import { answerProcReceive } from "./proc-receive.ts";
import { runGit } from "./run-git.ts";

export interface GitServerOptions {
  /** Where the repositories are. */
  readonly root: string;
  /** Where our hooks are written to. */
  readonly hooks: string;
  readonly packMiB: number;
  /** Takes `git push -o`. */
  readonly takesOptions?: boolean;
  /** Longest time of a fetch, and of a push up to when its objects have arrived. */
  readonly seconds: number;
  /** Told of what went wrong without anybody to answer to. */
  readonly failed: (error: unknown) => void;
}

/** Serves fetches and pushes by git's own http-backend. */
export async function openGitServer(options: GitServerOptions): Promise<GitServer> {
  const environment = gitEnvironment(receiveSettings(options.hooks, options.packMiB, options.takesOptions ?? false));
  const [path] = await Promise.all([runGit(["--exec-path"], { env: environment }), writeHooks(options.hooks)]);
  const program = join(path.stdout.toString().trim(), "git-http-backend");
  return {
    serve: (request, receive) => {
      const child = spawn(program, [], {
        env: { ...environment, ...cgiVariables(options.root, request) },
        stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"],
      });
      return answer(child, request, receive, options);
    },
  };
}

/** CGI's names (RFC 3875, section 4.1) for what git reads. */
function cgiVariables(root: string, request: GitRequest): Record<string, string> {
  return {
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_PROTOCOL: request.protocol,
    PATH_INFO: `/${request.repository}/${request.advertise ? "info/refs" : request.service}`,
    QUERY_STRING: request.advertise ? `service=${request.service}` : "",
    REQUEST_METHOD: request.advertise ? "GET" : "POST",
    CONTENT_TYPE: request.contentType,
    // No CONTENT_LENGTH: git would read on for ever when the body ends before that many bytes. It reads to the end instead.
    HTTP_CONTENT_ENCODING: request.contentEncoding,
    REMOTE_USER: request.user,
    REMOTE_ADDR: request.address,
  };
}

async function answer(child: ChildProcess, request: GitRequest, receive: Receive, options: GitServerOptions): Promise<GitAnswer> {
  const { stdin, stdout, stderr } = child;
  const [, , , channel, messages] = child.stdio;
  if (stdin === null || stdout === null || stderr === null || !(channel instanceof Duplex) || !(messages instanceof Duplex)) {
    throw new SluiceError("internal", "git http-backend was started without its streams");
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const deadline = setTimeout(() => child.kill("SIGKILL"), options.seconds * 1000);
  child.once("close", () => clearTimeout(deadline));
  const errors = collect(stderr);
  feed(request.body, stdin);
  answerProcReceive(channel, tolerant(messages), (updates, say, given) => {
    clearTimeout(deadline);
    return receive(updates, say, given);
  }).catch((error: unknown) => {
    options.failed(error);
    channel.destroy();
    messages.destroy();
  });
  await Promise.race([once(child, "spawn"), once(child, "error").then(([error]) => Promise.reject(error))]);
  const head = await takeCgiHead(stdout);
  if (head === null) throw new SluiceError("unavailable", `git ended without an answer: ${errors()}`);
  return {
    ...head,
    ended,
    body: relay(stdout, () => (request.service === "git-upload-pack" ? child.kill("SIGKILL") : stdout.resume())),
  };
}

/** The child's output; when its reader goes away, `left` decides whether the child goes on unseen. */
function relay(stdout: Readable, left: () => void): Readable {
  const body = new PassThrough();
  stdout.pipe(body);
  body.once("close", () => {
    if (body.readableEnded) return;
    stdout.unpipe(body);
    left();
  });
  return body;
}

/** A body that breaks off ends git's input early, which git refuses by itself. */
function feed(body: NodeJS.ReadableStream | null, stdin: Writable): void {
  if (body === null) {
    stdin.end();
    return;
  }
  body.pipe(stdin);
  body.once("close", () => stdin.end());
  body.on("error", ignore);
  stdin.on("error", () => {
    // Git has answered before it has read all (a pack over the limit); the client reads the answer only after all is sent.
    body.unpipe(stdin);
    body.resume();
  });
}

function tolerant<S extends Duplex>(stream: S): S {
  stream.on("error", ignore);
  return stream;
}

/** The other end has gone before us: git tells who pushes, and a body that breaks off also closes. */
function ignore(): void {}

function collect(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    if (text.length < 4096) text += chunk.toString();
  });
  return () => text.trim();
}
