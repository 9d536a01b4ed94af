import { ExecSaid, execLimits, type ExecEnd } from "@sluice/contract";
import type { WebSocket } from "ws";
import type { Exec } from "../../core/ports/runtime.ts";
import { json, type Inbox } from "./inbox.ts";

const pingMs = 30_000;
/** Input that the program has not taken yet; beyond it the sender waits. */
const mostWaiting = 1024 * 1024;

const policy = 1008;
const away = 1001;
const done = 1000;

/** Carries a program's input and output over a socket until the program ends, the peer goes, or a bound is reached. */
export async function carryExec(socket: WebSocket, inbox: Inbox, exec: Exec, signal: AbortSignal): Promise<void> {
  const say = (end: ExecEnd): void => socket.send(JSON.stringify(end));
  const close = (why: string): void => {
    say({ error: { code: "timed-out", message: why } });
    socket.close(policy, why);
  };
  const clocks = boundTimes(socket, close);
  // it may have gone while the program was being started
  const gone = socket.readyState === socket.OPEN ? new Promise<void>((resolve) => socket.once("close", resolve)) : Promise.resolve();
  const stopping = (): void => socket.close(away, "the server is stopping");
  signal.addEventListener("abort", stopping);
  takeInput(socket, inbox, exec, clocks.moved);
  try {
    const output = (async () => {
      for await (const { stream, data } of exec.output) {
        clocks.moved();
        await sent(socket, Buffer.concat([Buffer.of(stream === "stderr" ? 2 : 1), data]));
      }
      return exec.exitCode();
    })();
    // when the peer goes first, the output breaks off with the program, which nobody waits for then
    output.catch(() => undefined);
    const exitCode = await Promise.race([output, gone.then(() => null)]);
    if (exitCode === null) return;
    say({ exitCode });
    socket.close(done);
  } finally {
    clocks.stop();
    signal.removeEventListener("abort", stopping);
    await exec[Symbol.asyncDispose]();
  }
}

function takeInput(socket: WebSocket, inbox: Inbox, exec: Exec, moved: () => void): void {
  let waiting = 0;
  let order = Promise.resolve();
  const put = (data: Buffer): void => {
    waiting += data.length;
    if (waiting > mostWaiting) socket.pause();
    order = order
      .then(() => exec.write(data))
      // a program that has closed its input or has ended reads no more: that is its right
      .catch(() => undefined)
      .then(() => {
        waiting -= data.length;
        if (socket.isPaused && waiting <= mostWaiting) socket.resume();
      });
  };
  inbox.take(({ data, isBinary }) => {
    moved();
    if (isBinary) return put(data);
    const said = ExecSaid.safeParse(json(data));
    if (!said.success) return socket.close(policy, "not understood");
    if ("end" in said.data) order = order.then(() => exec.end());
    else exec.resize(said.data.resize).catch(() => undefined);
  });
}

function boundTimes(socket: WebSocket, close: (why: string) => void) {
  let movedAt = performance.now();
  const begun = movedAt;
  const look = setInterval(() => {
    const now = performance.now();
    if (now - movedAt > execLimits.idleSeconds * 1000) close(`nothing was typed or printed for ${execLimits.idleSeconds / 60} min`);
    else if (now - begun > execLimits.seconds * 1000) close(`it was open for ${execLimits.seconds / 3600} h`);
    else socket.ping();
  }, pingMs);
  return {
    moved: (): void => void (movedAt = performance.now()),
    stop: (): void => clearInterval(look),
  };
}

/** Resolves when it has left, so that a fast program waits for a slow reader. */
function sent(socket: WebSocket, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data, (error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}
