import { sourceHost, sourcePlace, SluiceError, type Moment, type NewSource, type ToolName } from "@sluice/contract";
import type { Clock, Random } from "../ports/clock.ts";
import type { Looked, SourceAccess } from "../ports/remote-sources.ts";
import type { SealedAccess, SourceStore } from "../ports/source-store.ts";
import type { SealedText } from "../ports/settings-store.ts";
import { Secret } from "../settings/secret.ts";
import { aboutSource, type Vault } from "../settings/vault.ts";
import { deployKey, publicLine } from "./deploy-key.ts";

export interface AccessDependencies {
  readonly store: Pick<SourceStore, "source" | "sourceAccess" | "knownHosts" | "knowHost">;
  readonly vault: Pick<Vault, "open" | "seal">;
  readonly random: Random;
}

type Place = { readonly tool: ToolName; readonly url: string };

/** What lets into the source, opened; null: nothing is kept, or it is for another kind of address. */
export async function accessOf(deps: AccessDependencies, { tool, url }: Place): Promise<SourceAccess | null> {
  const kept = await deps.store.sourceAccess(tool);
  if (kept === null || (kept.kind === "key") !== isSsh(url)) return null;
  const secret = new Secret(await deps.vault.open(aboutSource(tool), kept.sealed));
  return kept.kind === "token" ? { kind: "token", user: kept.user, token: secret } : keyAccess(deps, { tool, url }, secret);
}

/**
 * What is to let into a source that is being set: the tool's deploy key, made when there is none, or the token that is
 * given. A token that is kept goes to the address that it was given for, and to no other.
 */
export async function accessFor(deps: AccessDependencies, tool: ToolName, { url, token }: NewSource): Promise<SourceAccess | null> {
  if (isSsh(url)) {
    if (token !== undefined) {
      throw new SluiceError("invalid-request", "A token is for https://; over ssh a deploy key lets in, which is made here.", {
        path: "body.token",
      });
    }
    return (await accessOf(deps, { tool, url })) ?? newKey(deps, { tool, url });
  }
  if (token !== undefined) return { kind: "token", user: token.user, token: new Secret(token.value) };
  return (await deps.store.source(tool))?.url === url ? accessOf(deps, { tool, url }) : null;
}

/** A deploy key that is in no store yet. */
export function newKey(deps: AccessDependencies, place: Place): Promise<SourceAccess> {
  return keyAccess(deps, place, new Secret(deps.random.hex(32)));
}

/** Seals what lets in, and hands it to `store` while its key is held. */
export function sealAccess<T>(
  { vault }: Pick<AccessDependencies, "vault">,
  tool: ToolName,
  access: SourceAccess | null,
  store: (sealed: SealedAccess | null) => Promise<T>,
): Promise<T> {
  if (access === null) return store(null);
  const secret = access.kind === "token" ? access.token : access.seed;
  return vault.seal(aboutSource(tool), secret.reveal(), (sealed) => store(withShown(tool, access, sealed)));
}

/** Keeps the key of a host that was seen for the first time. */
export async function keepHost(
  { store }: Pick<AccessDependencies, "store">,
  clock: Pick<Clock, "now">,
  { tool, url }: Place,
  { hostKey }: Pick<Looked, "hostKey">,
): Promise<void> {
  if (hostKey === undefined) return;
  await store.knowHost(tool, { host: sourceHost(url), key: hostKey, seen: clock.now() as Moment });
}

async function keyAccess({ store }: AccessDependencies, { tool, url }: Place, seed: Secret): Promise<SourceAccess> {
  const host = sourceHost(url);
  const known = (await store.knownHosts(tool)).find((one) => one.host === host);
  return { kind: "key", seed, hostKey: known?.key ?? null };
}

function withShown(tool: ToolName, access: SourceAccess, sealed: SealedText): SealedAccess {
  return access.kind === "token"
    ? { kind: "token", user: access.user, ...sealed }
    : { kind: "key", publicKey: publicLine(deployKey(access.seed.reveal()), `sluice-${tool}`), ...sealed };
}

function isSsh(url: string): boolean {
  return sourcePlace(url).scheme === "ssh";
}
