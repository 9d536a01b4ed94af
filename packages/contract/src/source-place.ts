/** What an address of a repository elsewhere says. */
export interface SourcePlace {
  readonly scheme: "https" | "http" | "ssh";
  /** Empty but for ssh. */
  readonly user: string;
  /** In lower case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Of the repository, as the address has it. */
  readonly path: string;
}

const ports = { https: 443, http: 80, ssh: 22 } as const;

/** Reads what `SourceUrl` takes: a URL, or `user@host:path` as git-clone(1) and scp have it. */
export function sourcePlace(url: string): SourcePlace {
  const scp = /^([^/:@]+)@([^/:]+):(.+)$/.exec(url);
  if (scp !== null) {
    const [, user = "", host = "", path = ""] = scp;
    return { scheme: "ssh", user, host: host.toLowerCase(), port: ports.ssh, path };
  }
  const { protocol, username, hostname, port, pathname } = new URL(url);
  const scheme = protocol === "ssh:" ? "ssh" : protocol === "http:" ? "http" : "https";
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return { scheme, user: username, host, port: port === "" ? ports[scheme] : Number(port), path: pathname };
}

/** `HOST`, or `HOST:PORT` where the port is not the scheme's own. */
export function sourceHost(url: string): string {
  const { scheme, host, port } = sourcePlace(url);
  const name = host.includes(":") ? `[${host}]` : host;
  return port === ports[scheme] ? name : `${name}:${port}`;
}
