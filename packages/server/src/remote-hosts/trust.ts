import { readFile, stat } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";

/**
 * What TLS trusts: the authorities in a file (PEM) as it is now, null for Node's own. Read again only when it has
 * changed, as a file with all authorities of a machine takes longer to read than a request to answer.
 */
export function trustIn(certificates: string | null): () => Promise<SecureContext | null> {
  let kept: { readonly changed: number; readonly trust: SecureContext } | null = null;
  return async () => {
    if (certificates === null) return null;
    const { mtimeMs: changed } = await stat(certificates);
    if (kept?.changed !== changed) kept = { changed, trust: createSecureContext({ ca: await readFile(certificates) }) };
    return kept.trust;
  };
}
