import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

const patienceMs = 60;

/**
 * The first process of a container, seen from this machine. When it has ended, the kernel has ended all others of
 * the container before (pid_namespaces(7)). Null where the engine's process numbers are not this machine's.
 */
export async function findInitProcess(container: string, pid: number): Promise<{ endsSoon(): Promise<boolean> } | null> {
  const groups = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
  if (pid <= 1 || !groups.includes(container)) return null;
  const isGone = async (): Promise<boolean> => {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
    return stat === null || /\) [ZX] /.test(stat);
  };
  return {
    async endsSoon() {
      const deadline = performance.now() + patienceMs;
      while (performance.now() < deadline) {
        if (await isGone()) return true;
        await setTimeout(1);
      }
      return false;
    },
  };
}
