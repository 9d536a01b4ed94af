import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "../contracts/free-port.ts";

const cache = process.env["SLUICE_TEST_CACHE"] ?? "";
const startMs = 30_000;

/** A host with Debian's sshd on a loopback port, for the user that runs the test. */
export interface SshHost extends AsyncDisposable {
  /** `ssh://user@127.0.0.1:port`, without a path. */
  readonly url: string;
  /** As known_hosts has it. */
  hostLine(): Promise<string>;
  letIn(publicKey: string): Promise<void>;
  /** Ends what listens; sessions end with it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** As after the host was set up anew, or when it is another one. */
  changeKey(): void;
}

/**
 * Root's sshd wants a user of its own and a directory below /run. It gets them in a mount namespace, where nothing of
 * the machine is changed.
 */
const asRoot = `mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd
mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow
shift && exec "$@"`;

export async function openSshHost(): Promise<SshHost> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-sshd-"));
  const port = await freePort();
  const { username, homedir, uid } = userInfo();
  const key = join(directory, "host-key");
  const changeKey = (): void => {
    execFileSync("sh", ["-c", 'rm -f "$1" "$1.pub" && ssh-keygen -q -t ed25519 -N "" -f "$1"', "sh", key]);
  };
  changeKey();
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${key}`,
    `AuthorizedKeysFile ${join(directory, "authorized")}`,
    "PermitRootLogin yes",
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PidFile none",
  ];
  await writeFile(join(directory, "authorized"), "");
  await writeFile(join(directory, "config"), `${settings.join("\n")}\n`);
  await writeFile(join(directory, "passwd"), `root:x:0:0:root:${homedir}:/bin/sh\nsshd:x:65533:65533::/run/sshd:/bin/false\n`);
  await writeFile(join(directory, "shadow"), "root:*:19000:0:99999:7:::\nsshd:*:19000:0:99999:7:::\n");
  const sshd = [join(cache, "bin", "sshd"), "-D", "-e", "-f", join(directory, "config")];
  const [command = "", ...args] = uid === 0 ? ["unshare", "--mount", "sh", "-ec", asRoot, "sh", directory, ...sshd] : sshd;
  let running: ReturnType<typeof spawn> | null = null;

  const start = async (): Promise<void> => {
    const child = spawn(command, args, {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", LD_LIBRARY_PATH: join(cache, "lib") },
    });
    running = child;
    await untilListening(child.stderr);
  };
  const stop = async (): Promise<void> => {
    const child = running;
    running = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  await start();
  return {
    url: `ssh://${username}@127.0.0.1:${port}`,
    hostLine: async () => `[127.0.0.1]:${port} ${(await readFile(`${key}.pub`, "utf8")).trim()}\n`,
    letIn: (publicKey) => writeFile(join(directory, "authorized"), `${publicKey}\n`),
    start,
    stop,
    changeKey,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilListening(stderr: NodeJS.ReadableStream | null): Promise<void> {
  if (stderr === null) throw new Error("sshd has no output");
  let said = "";
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(() => ready.reject(new Error(`sshd does not listen: ${said}`)), startMs);
  stderr.setEncoding("utf8");
  stderr.on("data", (text: string) => {
    said = (said + text).slice(-4000);
    if (said.includes("Server listening")) ready.resolve();
  });
  stderr.once("end", () => ready.reject(new Error(`sshd ended: ${said}`)));
  await ready.promise.finally(() => clearTimeout(timer));
}
