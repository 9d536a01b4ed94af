import { SluiceError } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import { networkOf } from "./network-of.ts";

/** Counts sign-ins that failed, by where they come from and by how the token begins. */
export interface SignInLimit {
  /** Throws when too many have failed from this address; nothing is looked up then. */
  check(address: string): void;
  /** Counts one more; throws when too many tokens that begin like this one were wrong, wherever they came from. */
  failed(address: string, value: string): void;
  /** How many addresses and beginnings are remembered. */
  readonly size: number;
}

/** A bucket that is emptied by failures and fills again over a minute. */
interface Bucket {
  left: number;
  at: number;
}

const minuteMs = 60_000;
/** "sluice_" and 8 of 64 digits: tells tokens apart, and is of no use to who reads the memory. */
const prefixLength = 15;

/** `perMinute` failures at once are let through, then one each time the bucket has filled by one. */
export function signInLimit(clock: Pick<Clock, "monotonic">, perMinute: number, most = 20_000): SignInLimit {
  const buckets = new Map<string, Bucket>();
  const fillMs = minuteMs / perMinute;

  function left(key: string): number {
    const bucket = buckets.get(key);
    return bucket === undefined ? perMinute : Math.min(perMinute, bucket.left + (clock.monotonic() - bucket.at) / fillMs);
  }
  function refuse(key: string, what: string): void {
    const missing = 1 - left(key);
    if (missing <= 0) return;
    const seconds = Math.max(1, Math.ceil((missing * fillMs) / 1000));
    throw new SluiceError("too-many", `Too many failed sign-ins ${what}: try again in ${seconds} s.`, { retryAfter: seconds });
  }
  function take(key: string): void {
    const rest = Math.max(0, left(key) - 1);
    buckets.delete(key);
    buckets.set(key, { left: rest, at: clock.monotonic() });
    // The one that was changed longest ago is the fullest, or soon is.
    const [oldest] = buckets.keys();
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
  }

  return {
    check: (address) => refuse(`from ${networkOf(address)}`, `from ${address}`),
    failed(address, value) {
      take(`from ${networkOf(address)}`);
      const beginning = `with ${value.slice(0, prefixLength)}`;
      refuse(beginning, "with tokens that begin like this one");
      take(beginning);
    },
    get size() {
      return buckets.size;
    },
  };
}
