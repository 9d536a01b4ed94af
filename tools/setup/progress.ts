/** Prints what is done and how long it took: one line for each step, with a running clock on a terminal. */
export interface Progress {
  step<T>(name: string, what: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
}

export function terminalProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  return {
    async step(name, what, work) {
      const begun = Date.now();
      let text = what;
      const seconds = (): string => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
      const line = (): string => `${name.padEnd(14)} ${text}`;
      const ticking = out.isTTY ? setInterval(() => out.write(`\r\x1b[K${line()} … ${seconds()}`), 200) : null;
      try {
        const result = await work((note) => {
          text = note;
        });
        out.write(`${out.isTTY ? "\r\x1b[K" : ""}${line()}  ${seconds()}\n`);
        return result;
      } catch (error) {
        out.write(`${out.isTTY ? "\r\x1b[K" : ""}${line()}  failed after ${seconds()}\n`);
        throw error;
      } finally {
        if (ticking !== null) clearInterval(ticking);
      }
    },
  };
}
