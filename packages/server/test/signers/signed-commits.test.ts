import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CommitHash, Moment, type Signer, ToolName, UserName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openGitSources } from "../../src/adapters/sources-git/sources.ts";
import { programsVerifier } from "../../src/adapters/verifier-programs/verifier.ts";
import type { Sources } from "../../src/core/ports/sources.ts";
import { unsignedCommit } from "../../src/core/signers/check-commit.ts";
import { unsignedTag } from "../../src/core/signers/check-tag.ts";
import { readSigningKey } from "../../src/core/signers/signing-key.ts";

const exec = promisify(execFile);
const foo = ToolName.parse("foo");

describe("commits signed by people's own programs", () => {
  let directory: string;
  let sources: Sources;
  const at = (name: string): string => join(directory, name);
  const env = () => ({ PATH: process.env["PATH"] ?? "", HOME: directory, GNUPGHOME: at("gnupg"), GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" });
  const run = async (program: string, ...args: readonly string[]) =>
    (await exec(program, args, { cwd: at("work"), env: env() })).stdout.trim();
  const git = (...args: readonly string[]) => run("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args);
  const sshSigned = (key: string) => ["-c", "gpg.format=ssh", "-c", `user.signingKey=${at(`${key}.pub`)}`] as const;
  async function commit(subject: string, how: readonly string[], ...flags: readonly string[]): Promise<CommitHash> {
    await git(...how, "commit", "--allow-empty", "-m", subject, ...flags);
    await git("push", "-q", "--force", join(directory, "sources", "foo.git"), "HEAD:refs/heads/main");
    return CommitHash.parse(await git("rev-parse", "HEAD"));
  }
  const signer = (text: string, name: string): Signer => ({
    ...readSigningKey(text),
    name,
    by: UserName.parse("ada"),
    at: Moment.parse("2026-01-01T00:00:00.000Z"),
  });
  const publicSsh = (key: string) => readFile(at(`${key}.pub`), "utf8");
  const publicPgp = (who: string) => run("gpg", "--batch", "--armor", "--export", who);
  const reason = async (hash: CommitHash, ...signers: readonly Signer[]): Promise<string | null> => {
    const deps = { sources, verifier: programsVerifier(), store: { signers: async () => signers } };
    return (await unsignedCommit(deps, { repository: foo, commit: hash, tool: foo }))?.reason ?? null;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-signed-"));
    sources = await openGitSources(at("sources"));
    await sources.create(foo);
    await exec("git", ["init", "-q", "-b", "main", at("work")], { env: env() });
    await exec("mkdir", ["-m", "700", at("gnupg")]);
    for (const [name, kind] of [
      ["ada", "ed25519"],
      ["grace", "ecdsa"],
      ["mallory", "ed25519"],
    ] as const)
      await run("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", `${name}@example.org`, "-f", at(name));
    for (const who of ["ada@example.org", "mallory@example.org"])
      await run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", who, "ed25519", "sign", "never");
  });
  afterAll(async () => {
    await exec("gpgconf", ["--kill", "all"], { env: env() }).catch(() => undefined);
    await rm(directory, { recursive: true, force: true });
  });

  test("asks for nothing until a key is allowed, then for a signature", async () => {
    const plain = await commit("Plain", []);
    expect(await reason(plain)).toBeNull();
    expect(await reason(plain, signer(await publicSsh("ada"), "ada"))).toBe(`commit ${plain.slice(0, 7)} is not signed`);
  });

  test("takes what one of several SSH keys signed, and not what another did", async () => {
    const [ada, grace] = [signer(await publicSsh("ada"), "ada"), signer(await publicSsh("grace"), "grace")];
    expect(ada.fingerprint).toBe((await run("ssh-keygen", "-l", "-f", at("ada.pub"))).split(" ")[1]);
    const byGrace = await commit("By Grace", sshSigned("grace"), "-S");
    expect(await reason(byGrace, ada, grace)).toBeNull();
    expect(await reason(byGrace, ada)).toContain("is not signed by a key that foo allows");
    const byMallory = await commit("By Mallory", sshSigned("mallory"), "-S");
    expect(await reason(byMallory, ada, grace)).toContain("is not signed by a key that foo allows");
  });

  test("takes what an OpenPGP key signed, and not what another did", async () => {
    const ada = signer(await publicPgp("ada@example.org"), "ada");
    expect(await run("gpg", "--with-colons", "--fingerprint", "ada@example.org")).toContain(`:${ada.fingerprint}:`);
    const byAda = await commit("By Ada", ["-c", "user.signingKey=ada@example.org"], "-S");
    expect(await reason(byAda, signer(await publicSsh("grace"), "grace"), ada)).toBeNull();
    expect(await reason(byAda, signer(await publicSsh("grace"), "grace"))).toContain("is not signed by a key");
    const byMallory = await commit("By Mallory", ["-c", "user.signingKey=mallory@example.org"], "-S");
    expect(await reason(byMallory, ada)).toContain("is not signed by a key");
  });

  test("does not take a signature that was moved to another commit", async () => {
    const ada = signer(await publicSsh("ada"), "ada");
    const good = await commit("Good", sshSigned("ada"), "-S");
    expect(await reason(good, ada)).toBeNull();
    const raw = (await sources.commitText(foo, good)).toString("latin1").replace("\n\nGood\n", "\n\nBad\n");
    await writeFile(at("forged"), raw, "latin1");
    const forged = CommitHash.parse(await git("hash-object", "-t", "commit", "-w", at("forged")));
    await git("push", "-q", "--force", join(directory, "sources", "foo.git"), `${forged}:refs/heads/main`);
    expect(await reason(forged, ada)).toContain("is not signed by a key");
  });

  describe("and tags of them", () => {
    const tagged = async (name: string, ...how: readonly string[]): Promise<string> => {
      await git(...how, name, "HEAD");
      await git("push", "-q", "--force", join(directory, "sources", "foo.git"), `refs/tags/${name}`);
      return git("rev-parse", `refs/tags/${name}`);
    };
    const ofTag = async (name: string, to: string, ...signers: readonly Signer[]) => {
      const push = async () => ({ id: 1, tool: foo, ref: `refs/tags/${name}`, to });
      const deps = { sources, verifier: programsVerifier(), store: { signers: async () => signers, push } };
      const head = CommitHash.parse(await git("rev-parse", "HEAD"));
      return (await unsignedTag(deps, { tool: foo, source: foo, commit: head, push: 1 }))?.reason ?? null;
    };
    const sign = ["-m", "Release", "-s"] as const;

    test("are taken when one of the keys signed them, SSH or OpenPGP", async () => {
      const [ssh, pgp] = [signer(await publicSsh("ada"), "ada"), signer(await publicPgp("ada@example.org"), "ada")];
      const [bySsh, byPgp] = [
        await tagged("v1", ...sshSigned("ada"), "tag", ...sign),
        await tagged("v2", "-c", "user.signingKey=ada@example.org", "tag", ...sign),
      ];
      expect([await ofTag("v1", bySsh, ssh, pgp), await ofTag("v2", byPgp, ssh, pgp)]).toEqual([null, null]);
      expect(await ofTag("v1", bySsh, pgp)).toBe("tag v1 is not signed by a key that foo allows");
      const byMallory = await tagged("v3", ...sshSigned("mallory"), "tag", ...sign);
      expect(await ofTag("v3", byMallory, ssh, pgp)).toBe("tag v3 is not signed by a key that foo allows");
    });

    test("are refused when they are lightweight, unsigned, signed under another name or for another commit, or changed since", async () => {
      const ada = signer(await publicSsh("ada"), "ada");
      const light = await tagged("v4", "tag");
      expect(await ofTag("v4", light)).toBeNull();
      expect(await ofTag("v4", light, ada)).toContain("is a lightweight one");
      expect(await ofTag("v5", await tagged("v5", "tag", "-m", "Release"), ada)).toBe("tag v5 is not signed");
      const good = await tagged("v6", ...sshSigned("ada"), "tag", ...sign);
      expect(await ofTag("v7", good, ada)).toContain("is signed as v6 at");
      await writeFile(at("forged"), (await run("git", "cat-file", "tag", good)).replace("\nRelease\n", "\nAnother\n"));
      const forged = await git("hash-object", "-t", "tag", "-w", at("forged"));
      await git("push", "-q", join(directory, "sources", "foo.git"), `${forged}:refs/tags/v6-forged`);
      expect(await ofTag("v6", forged, ada)).toContain("is not signed by a key");
      const outer = await tagged("v8", ...sshSigned("ada"), "tag", ...sign, "-f");
      await git(...sshSigned("ada"), "tag", ...sign, "v9", "refs/tags/v8");
      await git("push", "-q", join(directory, "sources", "foo.git"), "refs/tags/v9");
      expect(await ofTag("v9", await git("rev-parse", "refs/tags/v9"), ada)).toContain("is signed as a tag of a tag");
      await commit("After", sshSigned("ada"), "-S");
      expect(await ofTag("v8", outer, ada)).toContain("is signed as v8 at");
    });
  });

  test("a commit that is not there is said so", async () => {
    const gone = CommitHash.parse("0123456789".repeat(4));
    await expect(reason(gone, signer(await publicSsh("ada"), "ada"))).rejects.toMatchObject({ code: "not-found" });
  });
});

test.each([
  ["", "neither a line"],
  ["ssh-ed25519", "neither a line"],
  ["ssh-ed25519 AAAAB3NzaC1yc2E=", "neither a line"],
  ["ssh-dss AAAAB3NzaC1kc3MAAACBAP", "neither a line"],
  ['command="x" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBdQ', "neither a line"],
  ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----", "This is a private key"],
  ["-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----", "holds no OpenPGP public key"],
  ["-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----", "holds no OpenPGP public key"],
])("%j is no key", (text, why) => {
  expect(() => readSigningKey(text)).toThrow(why);
});
