import { ApiError, errorCodes, ExecEnd, type ExecSaid, type ExecStart, type ToolName } from "@sluice/contract";
import type { WebSocket } from "ws";
import type { Connection } from "../connection.ts";
import { openSocket } from "./open-socket.ts";
import { rawTerminal } from "./raw-terminal.ts";

export interface ExecWish {
  readonly process: string;
  readonly command: readonly string[];
  readonly terminal: boolean;
}

const mostWaiting = 1024 * 1024;

/** Runs a program in a process, with this command's own input and output; returns its exit code. */
export async function runExec(connection: Connection & { readonly tool: ToolName }, wish: ExecWish): Promise<number> {
  const socket = await openSocket(connection.socket(`/api/v1/tools/${connection.tool}/exec`));
  const size = () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });
  const say = (text: ExecStart | ExecSaid): void => socket.send(JSON.stringify(text));
  say({ process: wish.process, command: [...wish.command], terminal: wish.terminal ? size() : null });
  using _terminal = wish.terminal ? rawTerminal(() => say({ resize: size() })) : null;
  const stopInput = sendInput(socket, () => say({ end: true }));
  try {
    return await ended(socket, connection.server);
  } finally {
    stopInput();
    socket.terminate();
  }
}

/** Output goes out as it comes; the last message is the end. */
function ended(socket: WebSocket, server: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let end: ExecEnd | null = null;
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (!isBinary) {
        end = ExecEnd.parse(JSON.parse(data.toString()));
        return;
      }
      const stream = data[0] === 2 ? process.stderr : process.stdout;
      if (stream.write(data.subarray(1))) return;
      socket.pause();
      stream.once("drain", () => socket.resume());
    });
    socket.on("error", reject);
    socket.on("close", () => {
      if (end === null) reject(new ApiError("unavailable", `${server} ended the connection.`, { status: 0 }));
      else if ("exitCode" in end) resolve(end.exitCode);
      else reject(refusal(end.error));
    });
    socket.resume();
  });
}

function refusal({ code, message }: { readonly code: string; readonly message: string }): ApiError {
  return new ApiError(errorCodes.find((one) => one === code) ?? "wrong-state", message, { status: 400 });
}

/** Sends what is typed or piped in, no faster than it is taken. */
function sendInput(socket: WebSocket, end: () => void): () => void {
  const { stdin } = process;
  const take = (data: Buffer): void => {
    socket.send(data, () => {
      if (stdin.isPaused() && socket.bufferedAmount < mostWaiting) stdin.resume();
    });
    if (socket.bufferedAmount >= mostWaiting) stdin.pause();
  };
  const finish = (): void => {
    if (socket.readyState === socket.OPEN) end();
  };
  stdin.on("data", take).on("end", finish);
  return () => {
    stdin.off("data", take).off("end", finish);
    stdin.pause();
    // a file as input has nothing to let go of
    if ("unref" in stdin) stdin.unref();
  };
}
