import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/contract";
import type { RemoteOptions } from "./remote-git.ts";

const run = promisify(execFile);

/** With which key we come to a host, and by which keys we know the host. */
export interface SshPlace {
  /** The private key's file. */
  readonly key: string;
  /** Its public half, as a forge wants it; null when it was given and cannot be read. */
  readonly publicKey: string | null;
  /** Keys of hosts, in the format of sshd(8). */
  readonly knownHosts: string;
  /** Only a host of that file; else a host's key is kept when it is first seen, and must stay the same. */
  readonly pinned: boolean;
}

/** Whether git goes there by ssh: `ssh://…` or `user@host:path`. */
export function isSsh(url: string): boolean {
  return /^ssh:|^[^/:]+@[^/]+:/.test(url);
}

/** The key that was given, or one that is made here once and kept; null for what is not ssh. */
export async function sshPlace(
  directory: string,
  remote: Pick<RemoteOptions, "url" | "credentials" | "knownHosts">,
): Promise<SshPlace | null> {
  if (!isSsh(remote.url)) return null;
  const home = join(directory, "home");
  const pinned = remote.knownHosts !== undefined && remote.knownHosts !== null;
  const knownHosts = remote.knownHosts ?? join(home, "known_hosts");
  const key = remote.credentials ?? (await ownKey(home));
  return { key, publicKey: await publicHalf(key), knownHosts, pinned };
}

async function ownKey(home: string): Promise<string> {
  const key = join(home, "id_ed25519");
  if ((await textOf(key)) !== null) return key;
  await mkdir(home, { recursive: true });
  const draft = join(home, "id_ed25519.new");
  await Promise.all([rm(draft, { force: true }), rm(`${draft}.pub`, { force: true })]);
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "sluice", "-f", draft]).catch((error: unknown) => {
    throw new SluiceError(
      "unavailable",
      "No key for the remote control repository can be made: is ssh-keygen (openssh-client) installed?",
      {
        cause: error,
      },
    );
  });
  await rm(`${draft}.pub`, { force: true });
  // Named last: a crash before it leaves a draft that nothing has seen.
  await rename(draft, key);
  return key;
}

async function publicHalf(key: string): Promise<string | null> {
  try {
    const { stdout } = await run("ssh-keygen", ["-y", "-P", "", "-f", key]);
    return stdout.trim();
  } catch {
    // with a passphrase, or not ours to read: ssh says so itself when it uses it
    return null;
  }
}

async function textOf(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch(() => null);
}

/** The command that git runs; nothing of the machine's or the user's ssh settings counts. */
export function sshCommand({ key, knownHosts, pinned }: SshPlace): string {
  const options = [
    "IdentitiesOnly=yes",
    "BatchMode=yes",
    "ConnectTimeout=10",
    "ServerAliveInterval=10",
    "GlobalKnownHostsFile=/dev/null",
    "UpdateHostKeys=no",
    `StrictHostKeyChecking=${pinned ? "yes" : "accept-new"}`,
  ];
  return `ssh -F /dev/null -i ${quoted(key)} -o UserKnownHostsFile=${quoted(knownHosts)} ${options.map((one) => `-o ${one}`).join(" ")}`;
}

/** What ssh's words mean for whoever has to mend it; null when they are not about keys. */
export function sshRefusal(said: string, place: SshPlace): string | null {
  const { key, knownHosts, pinned, publicKey } = place;
  if (said.includes("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
    const found = /fingerprint for the \S+ key sent by the remote host is\s+(\S+?)\.?\s/.exec(said)?.[1] ?? "another one";
    const known = pinned ? `than ${knownHosts} says` : "than when it was first seen";
    return (
      `the host has another key ${known} (now ${found}): it may be another machine, so nothing is sent to it. ` +
      `If its admins changed it, take the host's line out of ${knownHosts}${pinned ? " and put the new key in" : ""}`
    );
  }
  if (/Host key verification failed|host key is known for/.test(said)) {
    return `the host's key is not in ${knownHosts}: put it there (ssh-keyscan shows it; compare it with what the host's admins say)`;
  }
  if (/UNPROTECTED PRIVATE KEY|bad permissions/.test(said)) return `others may read the key ${key}: chmod 600 it`;
  if (said.includes("Permission denied (")) {
    const which = publicKey === null ? `the key ${key}` : `this key: ${publicKey}`;
    return `it does not let us in. Give the right to write there to ${which}`;
  }
  return null;
}

/** A word for a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
