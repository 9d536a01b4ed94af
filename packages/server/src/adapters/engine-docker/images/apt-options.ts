import { execFile } from "node:child_process";
import { promisify } from "node:util";

const wanted = /^(Acquire::(?:http|https)::Proxy|Acquire::Check-Valid-Until|Acquire::Check-Date) "([^"]*)";$/;

/** The machine's own way to Debian's packages, as `-o` options; a proxy with a password in its URL stays out. */
export function parseAptConfig(dump: string): readonly string[] {
  return dump.split("\n").flatMap((line) => {
    const [, key, value] = wanted.exec(line) ?? [];
    return key === undefined || !value || value.includes("@") ? [] : ["-o", `${key}=${value}`];
  });
}

/** None where the machine has no apt. */
export async function machineAptOptions(): Promise<readonly string[]> {
  const dump = await promisify(execFile)("apt-config", ["dump"]).catch(() => null);
  return dump === null ? [] : parseAptConfig(dump.stdout);
}
