import type { ToolName } from "@sluice/contract";
import type { Instance, Prober, Runtime, StartRequest } from "../../packages/server/src/core/ports/runtime.ts";

export interface SimulatedRuntime extends Runtime {
  readonly prober: Prober;
  /** Puts an instance there as if it had run for long. */
  add(request: StartRequest): void;
}

/** A runtime that starts in no time: what is measured is what the platform itself costs. */
export function simulatedRuntime(): SimulatedRuntime {
  const instances = new Map<string, Instance>();
  let count = 0;
  const add = (request: StartRequest): Instance => {
    count += 1;
    const { tool, release, process, shape } = request;
    const id = `instance-${count}`;
    const address =
      request.spec.port === undefined ? null : `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}:${request.spec.port}`;
    const instance: Instance = { id, tool, release, process, shape, state: "running", exitCode: null, outOfMemory: false, address };
    instances.set(id, instance);
    return instance;
  };
  const forever = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve())));
  return {
    prober: { probe: async () => ({ healthy: true, answer: "GET / answered 200", status: 200 }) },
    add: (request) => void add(request),
    prepare: async () => undefined,
    start: async (request) => add(request),
    settle: async () => undefined,
    stop: async (id) => void instances.delete(id),
    run: async () => ({ exitCode: 0, outOfMemory: false, timedOut: false }),
    removeRun: async () => undefined,
    runs: async () => [],
    home: async () => "here",
    list: async (tool?: ToolName) => [...instances.values()].filter((one) => tool === undefined || one.tool === tool),
    usage: async () => null,
    exec: () => Promise.reject(new Error("nothing runs here")),
    check: async () => ({ healthy: true, answer: "" }),
    lastLines: async () => [],
    listening: async () => [],
    letIn: async () => false,
    builtBy: () => Promise.resolve([]),
    collect: (_listener, signal) => forever(signal),
    watch: (_onChange, signal) => forever(signal),
  };
}
