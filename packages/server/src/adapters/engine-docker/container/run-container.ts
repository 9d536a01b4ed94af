import { SluiceError } from "@sluice/contract";
import { setTimeout } from "node:timers/promises";
import type { Attached, Container, ContainerEnd, ContainerSpec, Docker } from "../docker.ts";
import { createLineCutter } from "../output-lines.ts";
import { findInitProcess } from "./init-process.ts";

const answerMs = 60_000;

export interface RunningContainer {
  readonly id: string;
  /** Number of its first process on the engine's machine, 0 when it does not run. */
  pid(): Promise<number>;
  /** Lets detect begin: the source is there. */
  go(): void;
  /** Lets the other phases follow: the analysis is there. */
  analyzed(): void;
  wait(): Promise<ContainerEnd>;
  /** It has ended by itself, or the engine has gone. */
  hasEnded(): boolean;
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export interface ContainerOutput {
  onOutput(line: string): void;
  onError(line: string): void;
}

interface Started {
  readonly attached: Attached;
  /** Resolves when the script says that it is done; the code may lie about it. */
  readonly saidDone: Promise<void>;
  flush(): void;
}

async function startAttached(container: Container, output: ContainerOutput, doneMark: string | null): Promise<Started> {
  const done = Promise.withResolvers<void>();
  const fromOutput = createLineCutter((line) => (line === doneMark ? done.resolve() : output.onOutput(line)));
  const fromError = createLineCutter((line) => output.onError(line));
  const attached = await container.attach(fromOutput.write, fromError.write);
  await container.start();
  return {
    attached,
    saidDone: done.promise,
    flush: () => [fromOutput, fromError].forEach((cutter) => cutter.end()),
  };
}

/** Outputs end with the container, or because the engine has gone: a question to that one is never answered. */
async function engineGone(): Promise<never> {
  await setTimeout(answerMs, undefined, { ref: false });
  throw new SluiceError("unavailable", "the container engine went away during the build");
}

/**
 * Creates and starts a container; it waits for go(). When it says `doneMark` all went well, and its end need not be
 * waited for; null: it never says so.
 */
export async function runContainer(
  docker: Docker,
  spec: ContainerSpec,
  output: ContainerOutput,
  doneMark: string | null,
): Promise<RunningContainer> {
  const container = await docker.create(spec);
  try {
    const { attached, saidDone, flush } = await startAttached(container, output, doneMark);
    const init = container.pid().then(
      (pid) => findInitProcess(container.id, pid),
      () => null,
    );
    const whole = async (): Promise<ContainerEnd> => {
      const end = container.wait();
      // It may fail before anybody waits for it.
      end.catch(() => undefined);
      await attached.ended;
      return Promise.race([end, engineGone()]);
    };
    // The engine reports an end only after it took the network apart: 0.1 s later than the process was gone.
    const early = async (end: Promise<ContainerEnd>): Promise<ContainerEnd> => {
      await saidDone;
      return (await (await init)?.endsSoon()) ? { exitCode: 0, outOfMemory: false } : end;
    };
    let hasEnded = false;
    void attached.ended.then(() => (hasEnded = true));
    return {
      id: container.id,
      pid: () => container.pid(),
      hasEnded: () => hasEnded,
      go: () => attached.send("go\n"),
      analyzed() {
        attached.send("analyzed\n");
        attached.closeInput();
      },
      async wait() {
        const end = whole();
        // Its failure is seen by who waits below, or by nobody once the build has ended early.
        end.catch(() => undefined);
        const first = await Promise.race([end, early(end)]);
        flush();
        return first;
      },
      kill: () => container.kill(),
      remove: () => container.remove(),
    };
  } catch (error) {
    await container.remove();
    throw error;
  }
}
