import { randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { BuildId, CommitHash, type Build, type Digest, ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileSigner } from "../../src/adapters/keys-files/file-signer.ts";
import { distributionRegistry, type RunningDistributionRegistry } from "../../src/adapters/registry-distribution/distribution-registry.ts";
import type { ImageSigner } from "../../src/core/ports/signatures.ts";
import { signImage } from "../../src/core/signatures/sign-image.ts";
import { provenanceType } from "../../src/core/signatures/statement.ts";
import { saidOf, unsignedReason } from "../../src/core/signatures/verify-image.ts";
import { freePort } from "../contracts/free-port.ts";
import { pushImage } from "../contracts/registry.contract.ts";

const bin = join(process.env["SLUICE_TEST_CACHE"] ?? "", "bin");
const foo = ToolName.parse("foo");
const build = {
  id: BuildId.parse(7),
  tool: foo,
  source: foo,
  pipeline: "main",
  commit: CommitHash.parse("1".repeat(40)),
  upload: null,
  languages: [],
  started: "2026-01-01T00:00:00.000Z",
} as unknown as Build;

describe("cosign", () => {
  let directory: string;
  let registry: RunningDistributionRegistry;
  let signer: ImageSigner;
  let [signed, unsigned] = ["", ""] as unknown as [Digest, Digest];
  const cosign = async (...args: readonly string[]) => {
    const token = (await registry.platformCredential([foo], "write")).slice("Bearer ".length);
    const env = { PATH: process.env["PATH"], HOME: directory, COSIGN_PASSWORD: "" };
    const [command = "", ...rest] = args;
    const access = command === "generate-key-pair" || command.includes("blob") ? [] : ["--allow-http-registry", "--registry-token", token];
    return promisify(execFile)(join(bin, "cosign"), [command, ...access, ...rest], { cwd: directory, env });
  };
  const nameOf = (digest: Digest): string => `${registry.host}/foo@${digest}`;
  const verify = (what: string, digest: Digest, ...more: readonly string[]) =>
    cosign(what, "--key", "ours.pub", "--insecure-ignore-tlog", ...more, nameOf(digest));

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-cosign-"));
    const host = `127.0.0.1:${await freePort()}`;
    const place = join(directory, "registry");
    registry = await distributionRegistry({
      binary: join(bin, "docker-registry"),
      directory: place,
      host,
      now: Date.now,
      onEvent: () => undefined,
    });
    signer = await fileSigner(join(directory, "keys"));
    await writeFile(join(directory, "ours.pub"), signer.publicKey);
    const digests: Digest[] = [];
    for (const tag of ["one", "two"]) {
      await pushImage(registry, foo, tag, await registry.credential(foo, "write"), [randomBytes(3_000)]);
      const digest = await registry.resolve(foo, tag);
      if (digest !== null) digests.push(digest);
    }
    [signed, unsigned] = digests as [Digest, Digest];
    const origin = { kind: "build", build, source: "https://git.example.org/ops/foo.git", runImage: null, bases: [] } as const;
    await signImage({ signer, attachments: registry, installation: "one" }, `${registry.host}/foo`, signed, origin);
  });
  afterAll(async () => {
    await registry?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  test("verifies our signature and our provenance of an image in our registry, and of no other image", async () => {
    expect((await verify("verify", signed)).stdout).toContain(signed);
    const { stdout } = await verify("verify-attestation", signed, "--type", "slsaprovenance1");
    const { payload } = JSON.parse(stdout) as { payload: string };
    expect(JSON.parse(Buffer.from(payload, "base64").toString())).toMatchObject({
      predicateType: provenanceType,
      predicate: { buildDefinition: { externalParameters: { source: { uri: "git+https://git.example.org/ops/foo.git" } } } },
    });
    await expect(verify("verify", unsigned)).rejects.toThrow(/no signatures found|no matching/);
  });

  test("verifies a bundle without the registry, and refuses it with another key or for another image", async () => {
    const said = await saidOf(
      { attachments: registry, publicKeys: [signer.publicKey], host: registry.host },
      `${registry.host}/foo`,
      signed,
    );
    const bundle = said.find(({ statement }) => statement.predicateType === provenanceType)?.bundle ?? "";
    await writeFile(join(directory, "bundle.json"), bundle);
    const blob = (key: string, digest: Digest) =>
      cosign(
        ..."verify-blob-attestation --bundle bundle.json --type slsaprovenance1 --insecure-ignore-tlog --digestAlg sha256".split(" "),
        "--key",
        key,
        "--digest",
        digest.slice("sha256:".length),
      );
    expect((await blob("ours.pub", signed)).stderr).toContain("Verified OK");
    await expect(blob("ours.pub", unsigned)).rejects.toThrow();
    await writeFile(join(directory, "other.pub"), (await fileSigner(join(directory, "other-keys"))).publicKey);
    await expect(blob("other.pub", signed)).rejects.toThrow();
  });

  test("signs an image that we deploy then, when an admin trusts its key", async () => {
    await cosign("generate-key-pair");
    const publicKey = await readFile(join(directory, "cosign.pub"), "utf8");
    const trusting = { attachments: registry, publicKeys: [signer.publicKey, publicKey], host: registry.host };
    expect(await unsignedReason(trusting, nameOf(unsigned))).toContain("is not signed");
    await cosign("sign", "--key", "cosign.key", "--yes", "--use-signing-config=false", "--tlog-upload=false", nameOf(unsigned));
    expect(await unsignedReason(trusting, nameOf(unsigned))).toBeNull();
    expect(await unsignedReason({ ...trusting, publicKeys: [signer.publicKey] }, nameOf(unsigned))).toContain("is not signed");
  });
});
