import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gerritDirectory } from "../../tools/setup/gerrit.ts";
import { freePort } from "../docker/installation.ts";
import { until } from "../docker/until.ts";
import { lowerUser, ownFile } from "./as-nobody.ts";
import { forgeProcess } from "./forge-process.ts";

const run = promisify(execFile);

/** A real Gerrit on loopback ports, with a site and a process of its own. It has the accounts admin, ada and sluice, which is a Service User. */
export interface Gerrit extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Of its ssh, on 127.0.0.1. */
  readonly sshPort: number;
  /** Of all accounts. */
  readonly password: string;
  /** `http://ACCOUNT:PASSWORD@127.0.0.1:PORT/a/PROJECT` */
  pushUrl(account: string, project: string): string;
  /** Asks its API; throws with what it said when it refuses. */
  api(account: string, method: string, path: string, body?: object): Promise<unknown>;
  /** Runs `gerrit …` over ssh, as its admin. */
  command(...args: readonly string[]): Promise<string>;
  /** Follows its events as its admin, until disposed. */
  follow(): Promise<FollowedEvents>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface FollowedEvents extends Disposable {
  /** As they came, one JSON each. */
  lines(): readonly string[];
}

export async function startGerrit(): Promise<Gerrit> {
  const cache = process.env["SLUICE_TEST_CACHE"];
  if (cache === undefined) throw new Error("SLUICE_TEST_CACHE is not set: run these tests by npm run test:forges");
  const made = gerritDirectory(cache);
  const [port, sshPort] = [await freePort(), await freePort()];
  const [url, password] = [`http://127.0.0.1:${port}`, "pass-of-all"];
  const directory = mkdtempSync(join(tmpdir(), "sluice-gerrit-"));
  const [site, jars] = [join(directory, "site"), join(directory, "jars")];
  chmodSync(directory, 0o755);
  mkdirSync(jars);
  for (const jar of readdirSync(join(made, "jars"))) ownFile(join(made, "jars", jar), join(jars, jar), 0o644);
  for (const folder of ["classes", "site"]) await run("cp", ["-r", join(made, folder), directory]);
  await configure(join(site, "etc", "gerrit.config"), { url, sshPort });
  const [key, as] = [join(directory, "key"), lowerUser()];
  // a host key of Gerrit's own may act as any account (its cmd-suexec.html); ssh takes keys of its own user only
  await run("cp", [join(site, "etc", "ssh_host_ed25519_key"), key]);
  chmodSync(key, 0o600);
  if (as !== null) await run("chown", ["-R", `${as.uid}:${as.uid}`, site]);
  const java = ["java", "-Xmx512m", `-Djava.io.tmpdir=${join(site, "tmp")}`, `-Duser.home=${site}`];
  const daemon = ["-cp", `${join(directory, "classes")}:${join(jars, "*")}`, "Gerrit", "daemon", "-d", site, "--headless"];
  const ssh = ["-F", "/dev/null", "-p", String(sshPort), "-i", key, ...quietly, "Gerrit Code Review@127.0.0.1", "suexec", "--as", "admin"];
  const { start, stop } = forgeProcess({
    name: "Gerrit",
    command: [...(as?.prefix ?? []), ...java, ...daemon],
    cwd: site,
    env: { PATH: process.env["PATH"] ?? "", HOME: site },
    log: join(directory, "log"),
    healthUrl: `${url}/config/server/version`,
    startMs: 180_000,
  });
  const command = async (...words: readonly string[]): Promise<string> => (await run("ssh", [...ssh, "--", "gerrit", ...words])).stdout;

  await start();
  await command("set-account", "admin", "--http-password", password);
  for (const account of ["ada", "sluice"]) {
    const groups = account === "sluice" ? ["--group", "'Service Users'"] : [];
    await command("create-account", account, "--email", `${account}@example.org`, "--http-password", password, ...groups);
  }
  return {
    url,
    sshPort,
    password,
    start,
    stop,
    command,
    pushUrl: (account, project) => `${url.replace("http://", `http://${account}:${password}@`)}/a/${project}`,
    async api(account, method, path, body) {
      const authorization = `Basic ${Buffer.from(`${account}:${password}`).toString("base64")}`;
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) };
      const answer = await fetch(`${url}/a${path}`, { method, headers, ...content });
      const said = await answer.text();
      if (!answer.ok) throw new Error(`Gerrit refuses ${method} ${path}: ${answer.status} ${said}`);
      return said === "" ? null : JSON.parse(said.replace(/^\)\]\}'/, ""));
    },
    async follow() {
      let came = "";
      const following = spawn("ssh", ["-v", ...ssh, "--", "gerrit", "stream-events"], { stdio: ["ignore", "pipe", "pipe"] });
      following.stdout.on("data", (chunk: Buffer) => (came += chunk.toString()));
      let told = "";
      following.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
      await until("its events are followed", 60_000, () => told.includes("Sending command"));
      return {
        lines: () => came.split("\n").slice(0, -1),
        [Symbol.dispose]: () => void following.kill("SIGKILL"),
      };
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const quietly = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "BatchMode=yes"].flatMap((one) => [
  "-o",
  one,
]);

/** Loopback only, nothing that looks for the internet. */
async function configure(file: string, { url, sshPort }: { readonly url: string; readonly sshPort: number }): Promise<void> {
  const settings = {
    "gerrit.canonicalWebUrl": `${url}/`,
    "httpd.listenUrl": `${url}/`,
    "sshd.listenAddress": `127.0.0.1:${sshPort}`,
    "sendemail.enable": "false",
    "auth.type": "DEVELOPMENT_BECOME_ANY_ACCOUNT",
    // by passwords of Gerrit's own
    "auth.gitBasicAuthPolicy": "HTTP",
  };
  for (const [name, value] of Object.entries(settings)) await run("git", ["config", "-f", file, name, value]);
}
