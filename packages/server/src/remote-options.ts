import { join } from "node:path";
import { allowedAddresses } from "./remote-hosts/allowed-addresses.ts";
import { systemResolve } from "./remote-hosts/pin-host.ts";
import type { RemoteOptions } from "./adapters/sources-git/remote/remote-sources.ts";
import type { Surroundings } from "./surroundings.ts";

/** By which rules repositories elsewhere are fetched, whether they are sources or submodules. */
export function remoteOptions({ values, stopping }: Surroundings, data: string): Omit<RemoteOptions, "lookSeconds"> {
  return {
    directory: join(data, "sources"),
    addresses: allowedAddresses(values["source-private"]),
    http: values["source-http"],
    resolve: systemResolve,
    certificates: values.certificates,
    packMiB: values["push-max"],
    fetchSeconds: 600,
    stop: stopping.signal,
  };
}
