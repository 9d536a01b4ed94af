import { generateKeyPairSync, sign } from "node:crypto";
import { BuildId, CommitHash, Digest, type Build } from "@sluice/contract";
import { expect, test } from "vitest";
import type { AttachedBundle, Attachments, ImageSigner } from "../ports/signatures.ts";
import { readSigned, signStatement } from "./bundle.ts";
import { signImage } from "./sign-image.ts";
import { provenanceType, signature, signatureType } from "./statement.ts";
import { saidOf, unsignedReason } from "./verify-image.ts";

const repository = "127.0.0.1:5000/foo";
const digest = Digest.parse(`sha256:${"ab".repeat(32)}`);
const other = Digest.parse(`sha256:${"cd".repeat(32)}`);

function newSigner(): ImageSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { publicKey: pem, sign: async (bytes) => sign("sha256", bytes, privateKey) };
}

function inMemory(): Attachments {
  const all = new Map<string, readonly AttachedBundle[]>();
  return {
    attached: async (where, what) => all.get(`${where}@${what}`) ?? [],
    attach: async (where, what, bundles) => void all.set(`${where}@${what}`, bundles),
  };
}

const build = (commit: string): Build =>
  ({
    id: BuildId.parse(7),
    tool: "foo",
    source: "foo",
    pipeline: "main",
    commit: CommitHash.parse(commit),
    upload: null,
    languages: [{ id: "python", version: "3.13", file: "0123" }],
    started: "2026-01-01T00:00:00.000Z",
  }) as unknown as Build;
const built = (commit: string) => ({ kind: "build", build: build(commit), source: null, runImage: other, bases: [] }) as const;

test("reads what was signed, and nothing that another key signed or that was changed", async () => {
  const signer = newSigner();
  const { text } = await signStatement(signer, signature({ repository, digest }));
  expect(readSigned(text, [signer.publicKey])?.subject).toEqual([{ name: repository, digest: { sha256: digest.slice(7) } }]);
  expect(readSigned(text, [newSigner().publicKey, signer.publicKey])).not.toBeNull();
  expect(readSigned(text, [newSigner().publicKey])).toBeNull();
  const bundle = JSON.parse(text) as { dsseEnvelope: { payload: string } };
  const said = Buffer.from(bundle.dsseEnvelope.payload, "base64").toString().replace("ab", "ba");
  bundle.dsseEnvelope.payload = Buffer.from(said).toString("base64");
  expect(readSigned(JSON.stringify(bundle), [signer.publicKey])).toBeNull();
});

test.each([
  "",
  "{}",
  "[1]",
  "null",
  '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[]}}',
  '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AAAA"}]}}',
])("takes %j for no signature", (text) => {
  expect(readSigned(text, [newSigner().publicKey])).toBeNull();
});

test("says of an image once that it is ours, and once for each commit how it was made", async () => {
  const [signer, attachments] = [newSigner(), inMemory()];
  const deps = { signer, attachments, installation: "one" };
  for (const commit of ["1", "1", "2", "1"]) await signImage(deps, repository, digest, built(commit.repeat(40)));
  const said = await saidOf({ attachments, publicKeys: [signer.publicKey], host: "127.0.0.1:5000" }, repository, digest);
  expect(said.map(({ statement }) => statement.predicateType)).toEqual([signatureType, provenanceType, provenanceType]);
  expect(said[1]?.statement.predicate).toMatchObject({
    buildDefinition: {
      buildType: "urn:sluice:build:v1",
      externalParameters: { source: { uri: "urn:sluice:tool:foo", commit: "1".repeat(40) }, pipeline: "main" },
      resolvedDependencies: [
        { digest: { gitCommit: "1".repeat(40) } },
        { uri: "urn:sluice:language:python" },
        { uri: "urn:sluice:run-image", digest: { sha256: other.slice(7) } },
      ],
    },
    runDetails: { builder: { id: "urn:sluice:installation:one" }, metadata: { invocationId: "urn:sluice:build:7" } },
  });
});

test("keeps ten provenances of an image that many commits make, and what others attached", async () => {
  const [signer, stranger, attachments] = [newSigner(), newSigner(), inMemory()];
  await attachments.attach(repository, digest, [await signStatement(stranger, signature({ repository, digest }))]);
  const commits = Array.from({ length: 14 }, (_, n) => n.toString(16).repeat(40));
  for (const commit of commits) await signImage({ signer, attachments, installation: "one" }, repository, digest, built(commit));
  const bundles = await attachments.attached(repository, digest);
  expect(bundles).toHaveLength(12);
  const ours = bundles.flatMap(({ text }) => readSigned(text, [signer.publicKey]) ?? []);
  expect(ours.map((statement) => JSON.stringify(statement.predicate)).at(-1)).toContain(commits.at(-1));
  expect(readSigned(bundles[0]?.text ?? "", [stranger.publicKey])).not.toBeNull();
});

test("says why an image counts as unsigned: none, a strange key, another image's, or an image from elsewhere", async () => {
  const [signer, stranger, attachments] = [newSigner(), newSigner(), inMemory()];
  const deps = { attachments, publicKeys: [signer.publicKey], host: "127.0.0.1:5000" };
  const reason = () => unsignedReason(deps, `${repository}@${digest}`);
  expect(await reason()).toContain("is not signed by a key that this installation trusts");
  await attachments.attach(repository, digest, [
    await signStatement(stranger, signature({ repository, digest })),
    await signStatement(signer, signature({ repository, digest: other })),
  ]);
  expect(await reason()).toContain("is not signed");
  await signImage({ signer, attachments, installation: "one" }, repository, digest, built("a".repeat(40)));
  expect(await reason()).toBeNull();
  expect(await unsignedReason(deps, `registry.example.org/foo@${digest}`)).toContain("not of this installation's registry");
  expect(await unsignedReason({ ...deps, publicKeys: [stranger.publicKey] }, `${repository}@${digest}`)).toBeNull();
});
