import { createServer } from "node:net";
import { SluiceError } from "@sluice/contract";
import type { Values } from "./config/options.ts";

type Option = "listen" | "router-listen";
type Addresses = Pick<Values, Option>;

/** Why nobody can listen at the address of an option, in words; null for what has nothing to do with it (errno(3)). */
export function whyNotListening(error: unknown, values: Addresses, option: Option = "listen"): SluiceError | null {
  const { host, port } = values[option];
  const code = error instanceof Error && "code" in error ? error.code : null;
  const at = `${host}:${port}`;
  if (code === "EADDRINUSE")
    return new SluiceError("unavailable", `${at} is in use by another program: stop it, or give another address with --${option}.`);
  if (code === "EADDRNOTAVAIL")
    return new SluiceError("unavailable", `This machine has no address ${host}: give one that it has with --${option}.`);
  if (code === "EACCES")
    return new SluiceError(
      "unavailable",
      `This user may not listen at ${at}: give a port from 1024 on with --${option}, or start as root.`,
    );
  return null;
}

/**
 * Throws when somebody listens at the address of an option: said before anything is started that would serve nobody, or,
 * as routers share an address when both ask the kernel to, every second request of somebody else (socket(7), SO_REUSEPORT).
 */
export async function mustBeFree(values: Addresses, option: Option = "listen"): Promise<void> {
  const { host, port } = values[option];
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen(port, host, () => resolve());
    });
  } catch (error) {
    throw whyNotListening(error, values, option) ?? error;
  }
  await new Promise((resolve) => probe.close(resolve));
}
