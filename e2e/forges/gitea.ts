import { execFile } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { z } from "zod";
import { giteaDirectory } from "../../tools/setup/gitea.ts";
import { freePort } from "../docker/installation.ts";
import { lowerUser, ownFile } from "./as-nobody.ts";
import { forgeProcess } from "./forge-process.ts";

const run = promisify(execFile);
const Sent = z.object({
  url: z.string().default(""),
  headers: z.record(z.string(), z.string()).default({}),
  status: z.number().default(0),
  body: z.string().default(""),
});

/** A webhook as it was sent, and what came back; status 0: it is not sent yet, or nobody answered. */
export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly status: number;
  readonly answer: string;
}

/** A real Gitea on a loopback port, with a data directory and a process of its own. */
export interface Gitea extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `ssh://git@127.0.0.1:PORT` */
  readonly ssh: string;
  /** Of its only user, ada: may do all. */
  readonly token: string;
  /** Asks its API (below /api/v1); throws with what it said when it refuses. */
  api(method: string, path: string, body?: object): Promise<unknown>;
  /** Where ada pushes to. */
  pushUrl(repository: string): string;
  /** What it has sent to webhooks, oldest first, as it keeps it. */
  deliveries(): readonly Delivery[];
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startGitea(): Promise<Gitea> {
  const cache = process.env["SLUICE_TEST_CACHE"];
  if (cache === undefined) throw new Error("SLUICE_TEST_CACHE is not set: run these tests by npm run test:forges");
  const built = giteaDirectory(cache);
  const port = await freePort();
  const sshPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const as = lowerUser();
  const directory = mkdtempSync(join(tmpdir(), "sluice-gitea-"));
  const work = join(directory, "work");
  const program = join(directory, "gitea");
  const settings = join(work, "app.ini");
  chmodSync(directory, 0o755);
  // whoever runs it may not be let into the directory of the cache
  ownFile(join(built, "gitea"), program, 0o755);
  mkdirSync(work);
  for (const folder of ["templates", "options", "public"]) await run("cp", ["-r", join(built, folder), directory]);
  writeFileSync(settings, iniOf({ user: as === null ? userInfo().username : "nobody", directory, work, port, sshPort, url }));
  // it refuses to run as root
  if (as !== null) for (const path of [work, settings]) chownSync(path, as.uid, as.uid);
  const [command, ...before] = as === null ? [program] : [...as.prefix, program];
  const env = { PATH: process.env["PATH"] ?? "", HOME: work, TMPDIR: tmpdir() };
  const options = { cwd: work, env };
  const admin = async (...args: readonly string[]): Promise<string> =>
    (await run(command, [...before, ...args, "--config", settings], options)).stdout.trim();
  const { start, stop } = forgeProcess({
    name: "Gitea",
    command: [command, ...before, "web", "--config", settings],
    ...options,
    log: join(directory, "log"),
    healthUrl: `${url}/api/healthz`,
    startMs: 120_000,
  });
  await admin("migrate");
  const ada = ["--username", "ada", "--password", "pass-of-ada", "--email", "ada@example.org"];
  await admin("admin", "user", "create", "--admin", "--must-change-password=false", ...ada);
  const token = await admin("admin", "user", "generate-access-token", "--username", "ada", "--scopes", "all", "--raw");
  await start();
  return {
    url,
    ssh: `ssh://git@127.0.0.1:${sshPort}`,
    token,
    start,
    stop,
    pushUrl: (repository) => `${url.replace("http://", `http://ada:${token}@`)}/ada/${repository}.git`,
    deliveries: () => deliveriesIn(join(work, "gitea.db")),
    async api(method, path, body) {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { authorization: `token ${token}`, "content-type": "application/json" };
      const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...content });
      const said = await answer.text();
      if (!answer.ok) throw new Error(`Gitea refuses ${method} ${path}: ${answer.status} ${said}`);
      return said === "" ? null : JSON.parse(said);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Its table `hook_task` (models/webhook/hooktask.go): no API of Gitea shows what it sent. */
function deliveriesIn(file: string): readonly Delivery[] {
  using database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  const rows = database.prepare("select payload_content, request_content, response_content from hook_task order by id").all();
  return rows.map((row) => {
    const [sent, back] = [row["request_content"], row["response_content"]].map((text) => Sent.parse(JSON.parse(String(text || "{}"))));
    return {
      url: sent?.url ?? "",
      headers: sent?.headers ?? {},
      payload: String(row["payload_content"]),
      status: back?.status ?? 0,
      answer: back?.body ?? "",
    };
  });
}

interface IniValues {
  readonly user: string;
  readonly directory: string;
  readonly work: string;
  readonly port: number;
  readonly sshPort: number;
  readonly url: string;
}

/** Loopback only, nothing that looks for the internet, one SQLite file. */
function iniOf({ user, directory, work, port, sshPort, url }: IniValues): string {
  return `RUN_USER = ${user}
RUN_MODE = prod
WORK_PATH = ${work}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = ${url}/
STATIC_ROOT_PATH = ${directory}
APP_DATA_PATH = ${work}/data
START_SSH_SERVER = true
BUILTIN_SSH_SERVER_USER = git
SSH_DOMAIN = 127.0.0.1
SSH_LISTEN_HOST = 127.0.0.1
SSH_LISTEN_PORT = ${sshPort}
SSH_PORT = ${sshPort}
OFFLINE_MODE = true
LFS_START_SERVER = true
LFS_JWT_SECRET = ${Buffer.alloc(32, "of this test alone").toString("base64url")}
[database]
DB_TYPE = sqlite3
PATH = ${work}/gitea.db
[repository]
ROOT = ${work}/repositories
[security]
INSTALL_LOCK = true
SECRET_KEY = of-this-test-alone
[webhook]
ALLOWED_HOST_LIST = loopback
[log]
MODE = console
LEVEL = Warn
ROOT_PATH = ${work}/log
[queue]
TYPE = level
[oauth2]
ENABLED = false
[actions]
ENABLED = false
[packages]
ENABLED = false
[service]
DISABLE_REGISTRATION = true
[cron]
ENABLED = false
[indexer]
ISSUE_INDEXER_TYPE = db
`;
}
