import type { Output } from "../output.ts";

const tickMs = 500;

/** `server    start  1.2 s`: on a terminal the line stands from the first moment and counts. */
export async function step<T>(out: Output, name: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const begun = performance.now();
  let text = "";
  const line = (): string =>
    `${out.paint("dim", name.padEnd(12))} ${text}${text === "" ? "" : "  "}${((performance.now() - begun) / 1000).toFixed(1)} s`;
  const show = (): void => void (out.terminal && !out.json && process.stdout.write(`\r\u001b[K${line()}`));
  const timer = setInterval(show, tickMs);
  try {
    show();
    return await work((note) => {
      text = note;
    });
  } finally {
    clearInterval(timer);
    if (out.terminal && !out.json) process.stdout.write("\r\u001b[K");
    out.line(line());
  }
}
