import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Relays between git and the server, which listens on the descriptors 3 (git's questions and our answers) and
 * 4 (lines for the pusher). In sh, because a program with a runtime would take longer to start than all the rest.
 * It ends with the answers, also when they break off: git keeps its questions open until then.
 */
const procReceive = `#!/bin/sh
exec 5<&0
cat <&4 >&2 &
cat <&5 >&3 &
asking=$!
cat <&3
kill $asking 2>/dev/null
wait
`;

/** Writes the hooks that all repositories share, and nothing else, into their directory. */
export async function writeHooks(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, "proc-receive");
  await writeFile(file, procReceive);
  await chmod(file, 0o755);
}
