import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { fileSigner } from "./adapters/keys-files/file-signer.ts";
import { signImage } from "./core/signatures/sign-image.ts";
import type { Signatures } from "./core/signatures/signatures-api.ts";
import { saidOf, unsignedReason } from "./core/signatures/verify-image.ts";
import { digestOf } from "./core/releases/change-release.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

/** Signs images with the installation's own key, and looks for signatures where only signed ones are deployed. */
export async function startSignatures(
  { values, clock }: Surroundings,
  { data, store }: Data,
  { registry }: Pick<Parts, "registry">,
): Promise<Signatures> {
  const policy = values.signatures;
  const signer = await fileSigner(join(data.path, "keys"));
  const publicKeys = [signer.publicKey, ...(await Promise.all(values["signature-keys"].map(readKey)))];
  const signing = { signer, attachments: registry, installation: data.installation };
  const verifying = { attachments: registry, publicKeys, host: registry.host };
  const runImageOf = async (image: string) => (await registry.standsOn(image))?.runImage ?? null;
  return {
    policy,
    publicKey: signer.publicKey,
    async signBuild(build, { repository, digest, bases = [] }) {
      if (policy === "off") return;
      const [source, runImage] = await Promise.all([store.source(build.source), runImageOf(`${repository}@${digest}`)]);
      await signImage(signing, repository, digest, { kind: "build", build, source: source?.url ?? null, runImage, bases });
    },
    async signRebase(tool, made, from) {
      if (policy === "off") return;
      const origin = { kind: "rebase", tool, from: digestOf(from), runImage: await runImageOf(made), at: clock.now() } as const;
      await signImage(signing, made.slice(0, made.lastIndexOf("@")), digestOf(made), origin);
    },
    unsigned: (file) => (policy === "required" ? unsignedReason(verifying, file.image) : Promise.resolve(null)),
    said: (tool, image) => saidOf(verifying, `${registry.host}/${tool}`, image),
  };
}

async function readKey(file: string): Promise<string> {
  try {
    const key = createPublicKey(await readFile(file, "utf8"));
    return key.export({ type: "spki", format: "pem" }).toString();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SluiceError("invalid-request", `--signature-keys: ${file} is not a public key in PEM, as cosign writes it (${why}).`, {
      cause: error,
    });
  }
}
