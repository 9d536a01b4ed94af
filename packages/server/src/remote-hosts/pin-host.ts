import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { sourcePlace } from "@sluice/contract";
import type { Unread } from "../core/ports/remote-sources.ts";
import type { AllowedAddresses } from "./allowed-addresses.ts";

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** A URL with the only addresses that may be connected to for it. */
export interface Pinned {
  readonly kind: "pinned";
  /** As WHATWG's URL writes it: no other way to write an address is left in it. */
  readonly url: string;
  /** Those that were found and are allowed, at least one; an address as host is its own. */
  readonly addresses: readonly string[];
  /** For git's `http.curloptResolve`, `HOST:PORT:ADDRESS[,ADDRESS]`; null: the host is an address itself. */
  readonly resolve: string | null;
}

export interface PinRules {
  readonly addresses: AllowedAddresses;
  /** Also plain http. */
  readonly http: boolean;
  readonly resolve: Resolve;
}

/**
 * Looks the host up once, and pins what was found: a name server that answers otherwise a moment later (DNS rebinding)
 * is not asked again.
 */
export async function pinHost(given: string, { addresses, http, resolve }: PinRules): Promise<Pinned | Unread> {
  const url = new URL(given);
  if (url.protocol === "http:" && !http)
    return wrong("its address is http://, which anybody between can change: give https://, or ask an admin for --source-http");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const allowed = await allowedOf(host, { addresses, resolve });
  if ("kind" in allowed) return allowed;
  const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
  const listed = allowed.map((address) => (isIP(address) === 6 ? `[${address}]` : address)).join(",");
  return { kind: "pinned", url: url.href, addresses: allowed, resolve: isIP(host) !== 0 ? null : `${host}:${port}:${listed}` };
}

/**
 * The address that ssh is to connect to: the first that is allowed, as the machine orders them (RFC 6724); ssh takes one
 * only.
 */
export async function pinSsh(url: string, rules: PinRules): Promise<{ readonly kind: "pinned"; readonly address: string } | Unread> {
  const allowed = await allowedOf(sourcePlace(url).host, rules);
  return "kind" in allowed ? allowed : { kind: "pinned", address: allowed[0] };
}

/** Those of a host's addresses that are allowed: at least one. */
async function allowedOf(
  host: string,
  { addresses, resolve }: Pick<PinRules, "addresses" | "resolve">,
): Promise<readonly [string, ...string[]] | Unread> {
  const found = isIP(host) !== 0 ? [host] : await resolve(host).catch(() => null);
  if (found === null || found.length === 0)
    return { kind: "unread", away: true, why: `there is no host ${host}, or its name cannot be looked up now` };
  const [first, ...others] = found.filter((address) => addresses.allows(host, address));
  // without the addresses: who may set a source need not know the names of the network here
  if (first === undefined) {
    return wrong(`${host} is not on the internet: sources may be there only when an admin allows it with --source-private`);
  }
  return [first, ...others];
}

function wrong(why: string): Unread {
  return { kind: "unread", away: false, why };
}
