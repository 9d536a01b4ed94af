import { noAnswer, noInstance, noTool } from "./pages.ts";
import { mostAddresses } from "./route-table.ts";

export interface CaddySettings {
  /** `host:port` that takes requests. */
  readonly listen: string;
  readonly directory: string;
  readonly socket: string;
  readonly hosts: string;
  /** Addresses or networks in front whose X-Forwarded-For, -Proto and -Host reach the tools; of others they are replaced. */
  readonly trustedProxies: readonly string[];
}

const relative = "{http.matchers.file.relative}";
const address = "([0-9.]+):([0-9]+)";

/** An "A lookup" of a literal address: gives it back without DNS, and has Caddy count requests by real address. */
function source(index: number): object {
  const [name, port] = [`{http.regexp.at.${2 * index + 1}}`, `{http.regexp.at.${2 * index + 2}}`];
  return { source: "a", name, port, refresh: 1 };
}

function proxy(count: number, trustedProxies: readonly string[]): object {
  const sources = Array.from({ length: count }, (_, index) => source(index));
  return {
    handler: "reverse_proxy",
    dynamic_upstreams: { source: "multi", sources },
    load_balancing: {
      selection_policy: { policy: "least_conn" },
      try_duration: "1s",
      try_interval: "25ms",
      // Only what never reached a copy goes to the next one (Caddy sends it on after a failed dial whatever is said
      // here): a request that ends one process must not be handed to all others.
      retry_match: [{ not: [{ path: ["*"] }] }],
    },
    transport: {
      protocol: "http",
      dial_timeout: "3s",
      keep_alive: { idle_timeout: "30s", max_idle_conns_per_host: 64 },
    },
    flush_interval: -1,
    trusted_proxies: trustedProxies,
  };
}

function routeFor(count: number, trustedProxies: readonly string[]): object {
  const pattern = `^/[^/]+/[0-9]+[,/]${Array.from({ length: count }, () => address).join("[,/]")}$`;
  return {
    match: [{ vars_regexp: { [relative]: { name: "at", pattern } } }],
    handle: [proxy(count, trustedProxies)],
    terminal: true,
  };
}

/**
 * Caddy's whole configuration. It never changes while routes do: a reload would take time in proportion to the number
 * of routes and close every open WebSocket of every tool. The routes are the names under `hosts` (see RouteTable).
 */
export function caddyConfig({ listen, directory, socket, hosts, trustedProxies }: CaddySettings): object {
  const known = {
    match: [
      {
        vars_regexp: {
          "{http.request.host}": { name: "host", pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$" },
        },
        file: { root: hosts, try_files: ["/{http.request.host}/*/*"] },
      },
    ],
    handle: [
      {
        handler: "subroute",
        routes: [...Array.from({ length: mostAddresses }, (_, index) => routeFor(index + 1, trustedProxies)), { handle: [noInstance] }],
      },
    ],
    terminal: true,
  };
  const server = {
    listen: [listen],
    automatic_https: { disable: true },
    protocols: ["h1"],
    routes: [known, { handle: [noTool] }],
    errors: { routes: [{ handle: [noAnswer] }] },
  };
  return {
    admin: { listen: `unix/${socket}`, origins: ["caddy"], config: { persist: false } },
    storage: { module: "file_system", root: `${directory}/storage` },
    logging: { logs: { default: { level: "ERROR" } } },
    apps: { http: { grace_period: "10s", servers: { tools: server } } },
  };
}
