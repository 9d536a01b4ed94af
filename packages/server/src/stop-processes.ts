import type { Runtime } from "./core/ports/runtime.ts";

/** Ends all that runs of this installation: what `--on-exit stop` asks for. */
export async function stopProcesses(runtime: Runtime): Promise<void> {
  const instances = await runtime.list();
  const runs = await runtime.runs();
  await Promise.all([...instances.map((instance) => runtime.stop(instance.id, 2)), ...runs.map(({ key }) => runtime.removeRun(key, 2))]);
}
