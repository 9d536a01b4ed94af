import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { sourcePlace } from "@sluice/contract";
import { quote } from "../../../core/languages/shell-quote.ts";
import type { EventStreams, HeardEvents } from "../../../core/ports/event-streams.ts";
import { type PinRules, pinSsh } from "../../../remote-hosts/pin-host.ts";
import { gitEnvironment } from "../git-environment.ts";
import { boundedLines } from "./bounded-lines.ts";
import { openSshSession } from "./ssh-session.ts";
import { unread } from "./unread-words.ts";

/** An event names its change, its accounts and their approvals: a few KiB. */
const longestLine = 1024 * 1024;
/** What a flood is slowed down to, bytes in a second. */
const mostPerSecond = 4 * 1024 * 1024;
const keptWords = 8 * 1024;

/** Follows events by the machine's ssh, which has one key, one address and no setting of anybody (ssh-session.ts). */
export function sshEventStreams(rules: PinRules): EventStreams {
  return {
    async follow({ url, access }, heard, stop) {
      const pinned = await pinSsh(url, rules);
      if (pinned.kind === "unread") return pinned.why;
      await using session = await openSshSession(access, pinned.address);
      const { user, port } = sourcePlace(url);
      // what ssh says when it is let in is the only sign that the command begins: it says nothing by itself
      const command = `exec ${session.command} -o LogLevel=VERBOSE -p ${port} -l ${quote(user)} source gerrit stream-events`;
      // a server that is killed leaves no connection behind
      const child = spawn("setpriv", ["--pdeathsig", "KILL", "sh", "-c", command], {
        env: gitEnvironment({}),
        stdio: ["ignore", "pipe", "pipe"],
      });
      const end = (): void => void child.kill("SIGKILL");
      stop.addEventListener("abort", end, { once: true });
      if (stop.aborted) end();
      const closed = once(child, "close");
      let words = "";
      let isIn = false;
      const { promise: failed, reject: fail } = Promise.withResolvers<never>();
      const begin = (): void => {
        isIn = true;
        session.learned().then((hostKey) => heard.begun(hostKey), fail);
      };
      child.stderr.on("data", (chunk: Buffer) => {
        words = `${words}${chunk.toString()}`.slice(-keptWords);
        if (!isIn && /^Authenticated to /m.test(words)) begin();
      });
      const reading = read(child.stdout, heard);
      try {
        await Promise.race([Promise.all([closed, reading]), failed]);
      } finally {
        stop.removeEventListener("abort", end);
        end();
      }
      return endWords(words, isIn);
    },
  };
}

async function read(output: AsyncIterable<Buffer>, heard: HeardEvents): Promise<void> {
  const lines = boundedLines(longestLine);
  let [second, bytes] = [performance.now(), 0];
  for await (const chunk of output) {
    for (const line of lines.push(chunk)) {
      if (line === null) heard.lost();
      else heard.line(line);
    }
    if (performance.now() - second > 1000) [second, bytes] = [performance.now(), 0];
    bytes += chunk.length;
    // not read, it fills up at the sender's side
    if (bytes > mostPerSecond) await pause(1000, undefined, { ref: false });
  }
}

function endWords(stderr: string, isIn: boolean): string {
  if (/not permitted|not capable/i.test(stderr)) {
    return "its account may not follow events: in Gerrit it needs the global capability Stream Events, which Service Users have";
  }
  if (/stream-events: (command )?not found|not found: gerrit/i.test(stderr))
    return "its host is no Gerrit: there is no gerrit stream-events";
  if (isIn) return "the connection ended, and is made again";
  return unread({ code: 255, stderr }, 0).why;
}
