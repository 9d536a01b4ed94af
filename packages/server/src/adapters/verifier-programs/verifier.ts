import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import type { DetachedSignature, SignatureVerifier } from "../../core/ports/signature-verifier.ts";
import { unarmoured } from "../../core/signers/signing-key.ts";

const seconds = 10;
const mostOutput = 64 * 1024;
const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Of gpgv's words (GnuPG, doc/DETAILS): expired and revoked keys have others than the first. */
const goodWords = ["GOODSIG", "VALIDSIG"] as const;

/** By `ssh-keygen -Y verify` and `gpgv`, in a directory of its own that is gone afterwards. No key, trust or agent of the machine counts. */
export function programsVerifier(): SignatureVerifier {
  return {
    async isGood(signed, keys) {
      const place = await mkdtemp(join(tmpdir(), "sluice-signature-"));
      try {
        await writeFile(join(place, "signature"), signed.signature);
        return await (signed.kind === "ssh" ? bySsh : byOpenPgp)(
          place,
          signed,
          keys.map(({ key }) => key),
        );
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

async function bySsh(place: string, { payload }: DetachedSignature, keys: readonly string[]): Promise<boolean> {
  await writeFile(join(place, "allowed"), keys.map((key) => `signer namespaces="git" ${key}\n`).join(""));
  const { code } = await run(
    place,
    "ssh-keygen",
    "openssh-client",
    ["-Y", "verify", "-f", "allowed", "-I", "signer", "-n", "git", "-s", "signature"],
    payload,
  );
  return code === 0;
}

async function byOpenPgp(place: string, { payload }: DetachedSignature, keys: readonly string[]): Promise<boolean> {
  await writeFile(join(place, "keys.gpg"), Buffer.concat(keys.map((key) => unarmoured(key) ?? Buffer.alloc(0))));
  await writeFile(join(place, "payload"), payload);
  const args = [
    "--homedir",
    place,
    "--keyring",
    join(place, "keys.gpg"),
    "--weak-digest",
    "SHA1",
    "--status-fd",
    "1",
    "signature",
    "payload",
  ];
  const { code, said } = await run(place, "gpgv", "gpgv", args, Buffer.alloc(0));
  return code === 0 && goodWords.every((word) => said.includes(`[GNUPG:] ${word} `));
}

function run(
  cwd: string,
  program: string,
  debianPackage: string,
  args: readonly string[],
  input: Uint8Array,
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { PATH: systemPath, HOME: cwd, LC_ALL: "C" }, stdio: ["pipe", "pipe", "ignore"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, mostOutput)));
    // one that has seen enough does not read the rest
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(
        new SluiceError("unavailable", `${program} is needed to check signatures: install the package ${debianPackage}.`, { cause: error }),
      );
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, said });
    });
  });
}
