import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceAccess } from "../../../core/ports/remote-sources.ts";
import { quote } from "../../../core/languages/shell-quote.ts";
import { deployKey, publicLine } from "../../../core/sources/deploy-key.ts";
import { serveAgent } from "./ssh-agent.ts";

/** Under which the host's key stands in the file of this one session. */
const alias = "source";

export interface SshSession extends AsyncDisposable {
  /** The command that git runs. */
  readonly command: string;
  /** The key of a host that was seen for the first time; null: none was. */
  learned(): Promise<string | null>;
}

/**
 * What one run of ssh needs to come to one address with one key: an agent that has it, and the host's key. Its directory
 * has nothing that is secret: the key is in no file. `address` was allowed; no name is looked up again.
 */
export async function openSshSession({ seed, hostKey }: Extract<SourceAccess, { kind: "key" }>, address: string): Promise<SshSession> {
  await using ends = new AsyncDisposableStack();
  // not in the data directory: the path of a socket has 107 bytes at most (unix(7))
  const directory = await mkdtemp(join(tmpdir(), "sluice-ssh-"));
  ends.defer(() => rm(directory, { recursive: true, force: true }));
  const [socket, identity, hosts] = ["agent", "identity.pub", "hosts"].map((name) => join(directory, name)) as [string, string, string];
  const key = deployKey(seed.reveal());
  await writeFile(identity, `${publicLine(key, alias)}\n`, { mode: 0o600 });
  await writeFile(hosts, hostKey === null ? "" : `${alias} ${hostKey}\n`);
  ends.use(await serveAgent(socket, key));
  const owned = ends.move();
  return {
    command: sshCommand({ socket, identity, hosts, address, isKnown: hostKey !== null }),
    async learned() {
      if (hostKey !== null) return null;
      const [, kind, blob] = (await readFile(hosts, "utf8")).trim().split(" ");
      return kind === undefined || blob === undefined ? null : `${kind} ${blob}`;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Session {
  readonly socket: string;
  readonly identity: string;
  readonly hosts: string;
  readonly address: string;
  readonly isKnown: boolean;
}

/** No setting of the machine or of a user counts, nothing else is tried or forwarded (ssh_config(5)). */
function sshCommand({ socket, identity, hosts, address, isKnown }: Session): string {
  const options = [
    `HostName=${address}`,
    `HostKeyAlias=${alias}`,
    "CheckHostIP=no",
    `UserKnownHostsFile="${hosts}"`,
    "GlobalKnownHostsFile=/dev/null",
    "HashKnownHosts=no",
    "UpdateHostKeys=no",
    "VerifyHostKeyDNS=no",
    `StrictHostKeyChecking=${isKnown ? "yes" : "accept-new"}`,
    `IdentityAgent="${socket}"`,
    `IdentityFile="${identity}"`,
    "IdentitiesOnly=yes",
    "PreferredAuthentications=publickey",
    "BatchMode=yes",
    "CanonicalizeHostname=no",
    "ProxyCommand=none",
    "ProxyJump=none",
    "ControlPath=none",
    "PermitLocalCommand=no",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "ConnectTimeout=10",
    "ServerAliveInterval=10",
    "ServerAliveCountMax=3",
  ];
  return `ssh -F /dev/null -T ${options.map((one) => `-o ${quote(one)}`).join(" ")}`;
}
