import type { Duplex, Writable } from "node:stream";
import type { Receive, RefResult, RefUpdate } from "../../core/sources/git-server.ts";
import { flush, packet, readPackets } from "./pkt-line.ts";

/**
 * The server's side of the hook proc-receive (githooks, protocol version 1). `channel` is the hook's input and output,
 * `messages` its standard error, which git shows as `remote:` lines. Without a question from git, nothing is decided.
 */
export async function answerProcReceive(channel: Duplex, messages: Writable, receive: Receive): Promise<void> {
  const packets = readPackets(channel);
  const greeting = await upToFlush(packets);
  if (greeting === null) return;
  if (!/^version=1\b/.test(greeting[0] ?? "")) throw new Error(`git speaks another proc-receive protocol: ${greeting[0]}`);
  const [, offered = ""] = (greeting[0] ?? "").split("\0");
  const sendsOptions = offered.split(" ").includes("push-options");
  channel.write(Buffer.concat([packet(sendsOptions ? "version=1\0push-options\n" : "version=1\n"), flush]));
  const commands = await upToFlush(packets);
  if (commands === null) return;
  const options = sendsOptions ? await upToFlush(packets) : [];
  if (options === null) return;
  const say = (line: string): void => void messages.write(`${line}\n`);
  const results = await decide((updates) => receive(updates, say, options), commands.map(refUpdate));
  messages.end();
  channel.end(Buffer.concat([...results.map(({ ok, ref, reason }) => packet(`${ok ? "ok" : "ng"} ${ref}${reason}\n`)), flush]));
}

async function decide(
  receive: (updates: readonly RefUpdate[]) => ReturnType<Receive>,
  updates: readonly RefUpdate[],
): Promise<{ ok: boolean; ref: string; reason: string }[]> {
  const results = await receive(updates);
  const byRef = new Map(results.map((result): [string, RefResult] => [result.ref, result]));
  return updates.map(({ ref }) => {
    const result = byRef.get(ref) ?? { ref, ok: false, reason: "not decided" };
    return { ok: result.ok, ref, reason: result.ok ? "" : ` ${result.reason}` };
  });
}

async function upToFlush(packets: AsyncGenerator<string | null>): Promise<readonly string[] | null> {
  const lines: string[] = [];
  for (;;) {
    const { value, done } = await packets.next();
    if (done === true) return null;
    if (value === null) return lines;
    lines.push(value);
  }
}

function refUpdate(line: string): RefUpdate {
  const [from = "", to = "", ...ref] = line.split(" ");
  return { from, to, ref: ref.join(" ") };
}
