import { setTimeout as sleep } from "node:timers/promises";
import type { Duplex } from "node:stream";
import { SluiceError } from "@sluice/contract";
import type Docker from "dockerode";
import type { Random } from "../../core/ports/clock.ts";
import type { Exec, ExecRequest, TerminalSize } from "../../core/ports/runtime.ts";
import { launcher } from "./container-spec.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { engineError } from "./engine-error.ts";
import { splitOutput, type ExecOutput } from "./exec-output.ts";

/** Marks a program and all it starts, so that they can be found again: the engine itself cannot end one. */
const mark = "SLUICE_EXEC";

/** Bash that ends whatever carries the mark; it needs no other program in the image. */
const endMarked = `for signal in HUP KILL; do
  found=
  for place in /proc/[0-9]*; do
    { mapfile -d '' variables <"$place/environ"; } 2>/dev/null || continue
    for variable in "\${variables[@]}"; do
      if [[ $variable == "$1" ]]; then kill -s "$signal" "\${place#/proc/}" 2>/dev/null && found=1; fi
    done
  done
  [[ -z $found ]] && exit 0
  read -r -t 1 <> <(:) || :
done`;

/** Starts a program in a running container, with the environment that its process has from the launcher. */
export async function execIn(docker: Docker, id: string, request: ExecRequest, random: Random): Promise<Exec> {
  const container = docker.getContainer(id);
  const marked = `${mark}=${random.hex(8)}`;
  const { terminal } = request;
  const tty = terminal !== null;
  const { exec, stream } = await started(container, {
    Cmd: [launcher, "--", ...request.command],
    Env: [marked, ...(tty ? ["TERM=xterm-256color"] : [])],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
  });
  const resize = async ({ columns, rows }: TerminalSize): Promise<void> => {
    await exec.resize({ w: columns, h: rows }).catch((error: unknown) => {
      if (!isGone(error)) throw engineError("resize a terminal", error);
    });
  };
  if (terminal !== null) await resize(terminal);
  return {
    output: tty ? plainOutput(stream) : splitOutput(stream),
    write: (data) => written(stream, data),
    end: () => void stream.end(),
    resize,
    async exitCode() {
      // the output may end a moment before the engine has seen the end
      for (let look = 0; look < 100; look += 1) {
        const { Running, ExitCode } = await exec.inspect();
        if (!Running && ExitCode !== null) return ExitCode;
        await sleep(50);
      }
      throw new SluiceError("unavailable", "the container engine does not tell how the program ended");
    },
    async [Symbol.asyncDispose]() {
      stream.destroy();
      const state = await exec.inspect().catch(ignoreGone);
      if (state?.Running === true) await endAll(container, marked);
    },
  };
}

async function started(container: Docker.Container, options: Docker.ExecCreateOptions): Promise<{ exec: Docker.Exec; stream: Duplex }> {
  try {
    const exec = await container.exec(options);
    return { exec, stream: await exec.start({ hijack: true, stdin: true, Tty: options.Tty ?? false }) };
  } catch (error) {
    if (isGone(error)) throw new SluiceError("wrong-state", "It does not run any more.");
    throw engineError("start a program", error);
  }
}

async function endAll(container: Docker.Container, marked: string): Promise<void> {
  try {
    const exec = await container.exec({ Cmd: ["bash", "-c", endMarked, "bash", marked], AttachStdout: true });
    const stream = await exec.start({});
    await new Promise<void>((resolve, reject) => stream.on("close", resolve).on("error", reject).resume());
  } catch (error) {
    if (!isGone(error)) throw engineError("end a program", error);
  }
}

function ignoreGone(error: unknown): null {
  if (isGone(error)) return null;
  throw engineError("look at a program", error);
}

/** Rejects when the program has closed its input. */
function written(stream: Duplex, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}

async function* plainOutput(stream: Duplex): AsyncGenerator<ExecOutput> {
  for await (const data of stream) yield { stream: "stdout", data: data as Buffer };
}
