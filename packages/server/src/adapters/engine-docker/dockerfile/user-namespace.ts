import { SluiceError } from "@sluice/contract";
import { readlink, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { findInitProcess } from "../container/init-process.ts";
import { imageUser } from "../images/bake-script.ts";

/** Above all that people, systemd (0x6fffffff) and subuid files give to anybody. */
const firstSubordinate = 0x7000_0000;

/** Its root is the builds' own user here, everybody else in it is nobody (user_namespaces(7), "uid_map"). */
const map = (outside: number): string => `0 ${outside} 1\n1 ${firstSubordinate} 65535\n`;

const answerMs = 30_000;

/**
 * Gives the user namespace that a container's first process makes its users. We write the map, as we may: so nothing in
 * the container needs a right or a setuid program for it.
 */
export async function mapUsers(container: string, pid: number): Promise<void> {
  const here = await readlink("/proc/self/ns/user");
  const deadline = performance.now() + answerMs;
  if ((await findInitProcess(container, pid)) === null)
    throw new SluiceError("unavailable", "Dockerfiles need a container engine whose processes are this machine's");
  for (;;) {
    const now = await readlink(`/proc/${pid}/ns/user`).catch(() => null);
    if (now === null)
      throw new SluiceError("unavailable", "the builder ended before it began: this machine's kernel lets nobody make a user namespace");
    if (now !== here) break;
    if (performance.now() > deadline) throw new SluiceError("unavailable", "the builder made no user namespace");
    await setTimeout(5);
  }
  await writeFile(`/proc/${pid}/gid_map`, map(imageUser.gid));
  await writeFile(`/proc/${pid}/uid_map`, map(imageUser.uid));
}
