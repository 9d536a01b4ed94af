import { ExecStart, SluiceError, type ToolName } from "@sluice/contract";
import type { Instance, Runtime } from "../../core/ports/runtime.ts";
import type { SocketHandlers } from "../handler.ts";
import { carryExec } from "./exec-session.ts";
import { openInbox } from "./inbox.ts";

/** Begins a program in a running process; what it gives back carries it to its end. */
export const execHandlers: SocketHandlers = {
  "processes.exec": async ({ deps, params, signal }, socket) => {
    const inbox = openInbox(socket);
    const free = deps.exec.slots.take();
    try {
      const { process, command, terminal } = await inbox.first(ExecStart);
      const { id } = await running(deps.exec.runtime, params.tool, process);
      const exec = await deps.exec.runtime.exec(id, { command, terminal });
      return {
        // the program's name only: its arguments may hold what nobody else should read
        detail: { process, program: command[0] ?? "" },
        carry: () => carryExec(socket, inbox, exec, signal).finally(free),
        abandon: () => exec[Symbol.asyncDispose]().finally(free),
      };
    } catch (error) {
      free();
      throw error;
    }
  },
};

/** A running copy of the process, of the newest release. */
async function running(runtime: Pick<Runtime, "list">, tool: ToolName, process: string): Promise<Instance> {
  const instances = (await runtime.list(tool)).filter(({ state }) => state === "running");
  const [first] = instances.filter((one) => one.process === process).toSorted((a, b) => b.release - a.release);
  if (first !== undefined) return first;
  const others = [...new Set(instances.map((one) => one.process))].toSorted();
  const runs = others.length === 0 ? "nothing of it runs" : `${others.join(", ")} runs`;
  throw new SluiceError("wrong-state", `No copy of ${process} of ${tool} runs: ${runs}.`);
}
