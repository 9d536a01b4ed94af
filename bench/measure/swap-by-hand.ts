import { run } from "../../tools/setup/run.ts";

export interface Swap {
  /** `docker run` until it answers. */
  readonly answers: number;
  /** The same, and until the old one has been stopped. */
  readonly swapped: number;
}

export interface ByHand {
  readonly image: string;
  readonly command: string;
}

const name = (n: number): string => `sluice-bench-swap-${process.pid}-${n}`;

async function runOne({ image, command }: ByHand, n: number): Promise<string> {
  const flags = ["-e", "PORT=8000", "--init", "--memory", "512m", "--cpus", "0.5", "--entrypoint", "/cnb/lifecycle/launcher"];
  await run("docker", ["run", "-d", "--name", name(n), ...flags, image, "--", "bash", "-c", command]);
  const address = (await run("docker", ["inspect", "-f", "{{.NetworkSettings.IPAddress}}", name(n)])).trim();
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(`http://${address}:8000/`).catch(() => null);
    if (answer?.ok === true) return answer.text();
    if (Date.now() > deadline) throw new Error(`${image} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a person does by hand: run the new container, wait until it answers, stop the old one. */
export async function swapByHand(what: ByHand, times: number): Promise<readonly Swap[]> {
  const swaps: Swap[] = [];
  try {
    await runOne(what, 0);
    for (let n = 1; n <= times; n += 1) {
      const begun = performance.now();
      await runOne(what, n);
      const answers = performance.now() - begun;
      await run("docker", ["stop", "-t", "10", name(n - 1)]);
      swaps.push({ answers, swapped: performance.now() - begun });
      await run("docker", ["rm", "-f", name(n - 1)]);
    }
  } finally {
    const left = (await run("docker", ["ps", "-aq", "--filter", `name=sluice-bench-swap-${process.pid}-`]))
      .split("\n")
      .filter((id) => id !== "");
    if (left.length > 0) await run("docker", ["rm", "-f", ...left]);
  }
  return swaps;
}
