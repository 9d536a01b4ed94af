export interface RouteTarget {
  /** Host name without port. */
  readonly host: string;
  /** `ip:port` of healthy instances; empty means that the host answers 503 with a page that says so. */
  readonly addresses: readonly string[];
}

/** Sends requests for a host name to healthy addresses. set() swaps atomically: requests under way end on the old addresses. */
export interface Router {
  set(target: RouteTarget): Promise<void>;
  remove(host: string): Promise<void>;
  /** Replaces the whole table: used after a start of the router. */
  replaceAll(targets: readonly RouteTarget[]): Promise<void>;
  list(): Promise<readonly RouteTarget[]>;
  /** Resolves when no request to the address is under way, or after the time. */
  drained(address: string, timeoutMs: number): Promise<void>;
}
