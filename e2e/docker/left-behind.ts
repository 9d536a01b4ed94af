import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Processes (their commands), containers and networks of the installation in a data directory that are still there. */
export function leftBehind(data: string): readonly string[] {
  const id = readFileSync(join(data, "installation"), "utf8").trim();
  const docker = (...args: readonly string[]): string[] => execFileSync("docker", args).toString().trim().split("\n").filter(Boolean);
  const commandOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      // It has ended meanwhile.
      return "";
    }
  };
  return [
    ...docker("ps", "-aq", "--filter", `label=sluice.installation=${id}`),
    ...docker("network", "ls", "-q", "--filter", `name=sluice-${id}`),
    ...readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(commandOf)
      .filter((command) => command.includes(data)),
  ];
}
