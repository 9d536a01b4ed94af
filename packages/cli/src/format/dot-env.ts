import { parseEnv } from "node:util";

/** One line (or more, quoted) of a .env file; null when no quotes can hold the value. */
export function envLine(name: string, value: string): string | null {
  const plain = /^[\w./:@%+,=-]*$/.test(value) ? `${name}=${value}` : null;
  const quoted = ["'", '"', "`"].filter((quote) => !value.includes(quote)).map((quote) => `${name}=${quote}${value}${quote}`);
  return [plain, ...quoted].find((line) => line !== null && parseEnv(`${line}\nNEXT=1\n`)[name] === value) ?? null;
}

/** Names and values of a .env file. */
export function readEnvFile(text: string): ReadonlyMap<string, string> {
  return new Map(Object.entries(parseEnv(text)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
