import { spawn } from "node:child_process";
import { once } from "node:events";
import { ToolName } from "@sluice/contract";
import type { Exec, ExecRequest, Instance, Runtime } from "../../src/core/ports/runtime.ts";

/** A runtime of one tool with one process, in which a program is one of this machine. */
export function localExec(tool: string): Pick<Runtime, "list" | "exec"> & { readonly ended: () => number } {
  let ended = 0;
  const instance: Instance = {
    id: "1",
    tool: ToolName.parse(tool),
    release: 1,
    process: "web",
    shape: "",
    state: "running",
    exitCode: null,
    outOfMemory: false,
    address: null,
  };
  return {
    ended: () => ended,
    list: async () => [instance],
    exec: async (_id: string, { command }: ExecRequest): Promise<Exec> => {
      const [program = "", ...args] = command;
      const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
      const exit = once(child, "exit").then(([code]) => {
        ended += 1;
        return Number(code);
      });
      return {
        output: output(child.stdout),
        write: async (data) => void child.stdin.write(data),
        end: () => void child.stdin.end(),
        resize: async () => undefined,
        exitCode: () => exit,
        [Symbol.asyncDispose]: async () => {
          child.kill("SIGKILL");
          await exit;
        },
      };
    },
  };
}

async function* output(from: AsyncIterable<Buffer>): AsyncGenerator<{ stream: "stdout"; data: Buffer }> {
  for await (const data of from) yield { stream: "stdout", data };
}
