import { execFile } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { access, chmod, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export interface SigningKey {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  /** Distribution trusts tokens whose x5c chain ends in this file. */
  readonly certificateFile: string;
}

async function make(directory: string): Promise<void> {
  const staging = await mkdtemp(join(directory, "new-key-"));
  const [key, certificate] = [join(staging, "key.pem"), join(staging, "certificate.pem")];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"];
  await promisify(execFile)("openssl", [
    ...request,
    "-days",
    "36500",
    "-subj",
    "/CN=sluice registry tokens",
    "-keyout",
    key,
    "-out",
    certificate,
  ]);
  await chmod(key, 0o600);
  await chmod(certificate, 0o600);
  // The key last: when it is there, so is its certificate.
  await rename(certificate, join(directory, "token-certificate.pem"));
  await rename(key, join(directory, "token-key.pem"));
  await rm(staging, { recursive: true });
}

/** Reads the key pair, made at the first start and kept after. */
export async function signingKey(directory: string): Promise<SigningKey> {
  const keyFile = join(directory, "token-key.pem");
  const certificateFile = join(directory, "token-certificate.pem");
  const isThere = await access(keyFile).then(
    () => true,
    () => false,
  );
  if (!isThere) await make(directory);
  return {
    key: createPrivateKey(await readFile(keyFile)),
    certificate: new X509Certificate(await readFile(certificateFile)),
    certificateFile,
  };
}
