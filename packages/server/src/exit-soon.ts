/** Ends the process although a library left something open; says what it was, so that it can be mended. */
export function exitSoon(ms: number, say: (text: string) => void, code = 0): void {
  setTimeout(() => {
    const left = [...new Set(process.getActiveResourcesInfo())].filter((name) => name !== "Timeout");
    say(`ending with what is still open after ${ms / 1000} s: ${left.length === 0 ? "nothing that has a name" : left.join(", ")}`);
    process.exit(code);
  }, ms).unref();
}
