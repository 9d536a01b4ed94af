import type { Attached, Container, ContainerEnd, Docker } from '../docker.ts';
import { createLineCutter } from '../output-lines.ts';
import type { ContainerSpec } from '../docker.ts';

export interface RunningContainer {
  readonly id: string;
  /** Lets the phases begin. */
  go(): void;
  wait(): Promise<ContainerEnd>;
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export interface ContainerOutput {
  onOutput(line: string): void;
  onError(line: string): void;
}

async function startAttached(container: Container, output: ContainerOutput): Promise<{ attached: Attached; flush: () => void }> {
  const cutters = [createLineCutter((line) => output.onOutput(line)), createLineCutter((line) => output.onError(line))] as const;
  const attached = await container.attach(cutters[0].write, cutters[1].write);
  await container.start();
  return { attached, flush: () => cutters.forEach((cutter) => cutter.end()) };
}

/** Creates and starts a container; it waits for go(). */
export async function runContainer(docker: Docker, spec: ContainerSpec, output: ContainerOutput): Promise<RunningContainer> {
  const container = await docker.create(spec);
  try {
    const { attached, flush } = await startAttached(container, output);
    return {
      id: container.id,
      go: () => attached.send('go\n'),
      async wait() {
        const end = await container.wait();
        await attached.ended;
        flush();
        return end;
      },
      kill: () => container.kill(),
      remove: () => container.remove(),
    };
  } catch (error) {
    await container.remove();
    throw error;
  }
}
