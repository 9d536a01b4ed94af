import { BlockList, isIP } from "node:net";

/** Addresses that mean something else than a host on the internet (RFC 6890, IANA's special-purpose registries). */
const special4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** Of IPv6 only 2000::/3 is given out; of that these are special, or carry an IPv4 address within. */
const special6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

export interface AllowedAddresses {
  /** A host's name as the URL has it, and an address that it has. */
  allows(host: string, address: string): boolean;
}

/** `private`: addresses, networks and host names, comma-separated, that are allowed although they are special. */
export function allowedAddresses(exceptions: string): AllowedAddresses {
  const named = exceptions.split(",").map((one) => one.trim().toLowerCase());
  const given = new BlockList();
  for (const one of named) if (isIP(one.split("/")[0] ?? "") !== 0) add(given, one);
  const names = new Set(named.filter((one) => one !== "" && isIP(one.split("/")[0] ?? "") === 0));
  const special = new BlockList();
  for (const network of [...special4, ...special6]) add(special, network);
  const global6 = new BlockList();
  add(global6, "2000::/3");
  return {
    allows(host, address) {
      const family = isIP(address) === 4 ? "ipv4" : "ipv6";
      if (isIP(address) === 0) return false;
      if (names.has(host.toLowerCase()) || given.check(address, family)) return true;
      return family === "ipv4" ? !special.check(address, family) : global6.check(address, family) && !special.check(address, family);
    },
  };
}

function add(list: BlockList, network: string): void {
  const [address = "", bits] = network.split("/");
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}
