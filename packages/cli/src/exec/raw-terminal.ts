/** Keys go on as they are typed until it is disposed of; the terminal is as before in every way out, also by a signal. */
export function rawTerminal(onResize: () => void): Disposable {
  const { stdin, stdout } = process;
  const restore = (): void => void stdin.setRawMode(false);
  const die = (signal: NodeJS.Signals): void => {
    restore();
    process.removeListener(signal, die);
    process.kill(process.pid, signal);
  };
  stdin.setRawMode(true);
  stdout.on("resize", onResize);
  process.on("exit", restore);
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.on(signal, die);
  return {
    [Symbol.dispose]() {
      restore();
      stdout.off("resize", onResize);
      process.off("exit", restore);
      for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.off(signal, die);
    },
  };
}
