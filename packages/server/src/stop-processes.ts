import type { Runtime } from "./core/ports/runtime.ts";

/** Ends all that runs of this installation, and its network: what `--on-exit stop` asks for. An engine that is away is no reason not to end. */
export async function stopProcesses(runtime: Runtime, removeNetwork: () => Promise<void>, warn: (text: string) => void): Promise<void> {
  try {
    const instances = await runtime.list();
    await Promise.all(instances.map((instance) => runtime.stop(instance.id, 2)));
    // With its rules; the next start makes it again.
    await removeNetwork();
  } catch (error) {
    warn(`not all that runs could be stopped: ${error instanceof Error ? error.message : String(error)}`);
  }
}
