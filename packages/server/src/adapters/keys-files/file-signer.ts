import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/contract";
import type { ImageSigner } from "../../core/ports/signatures.ts";
import { unlessMissing, writeDurably } from "./durable-file.ts";

const name = "signing.pem";

/** The key of `directory/signing.pem` (PKCS #8, for its owner only), made when there is none. */
export async function fileSigner(directory: string): Promise<ImageSigner> {
  const file = join(directory, name);
  const pem = (await readFile(file, "utf8").catch(unlessMissing)) ?? (await make(directory));
  const key = read(file, pem);
  const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
  return {
    publicKey,
    sign: (bytes) =>
      new Promise((resolve, reject) => sign("sha256", bytes, key, (error, made) => (error === null ? resolve(made) : reject(error)))),
  };
}

function read(file: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
  } catch (error) {
    throw new SluiceError("unavailable", `The signing key ${file} is damaged: take it from a backup.`, { cause: error });
  }
  throw new SluiceError("unavailable", `The signing key ${file} is not one of the curve P-256: take ours from a backup.`);
}

async function make(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "prime256v1" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await writeDurably(directory, name, pem);
  return pem;
}
