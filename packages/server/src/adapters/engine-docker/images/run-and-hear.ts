import type { Container } from "../docker.ts";

const keptPieces = 50;
const saidLines = 4;

/** Runs a container to its end. `said`: its last lines, in one. */
export async function runAndHear(container: Container): Promise<{ readonly exitCode: number; readonly said: string }> {
  const tail: string[] = [];
  const keep = (bytes: Buffer): void => {
    tail.push(bytes.toString());
    if (tail.length > keptPieces) tail.shift();
  };
  const attached = await container.attach(keep, keep);
  await container.start();
  attached.closeInput();
  const { exitCode } = await container.wait();
  await attached.ended;
  return { exitCode, said: tail.join("").trim().split("\n").slice(-saidLines).join("; ") };
}
