import type { LogLine } from "@sluice/contract";

/** A line as the pusher's terminal may show it: what others wrote must not move the cursor or set colours. */
export function plainLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => (character === "\t" ? "  " : "?"));
}

/** How a line of a build's log looks in a push; null for what only the whole log shows. */
export function pushLine({ stream, step, text }: Pick<LogLine, "stream" | "step" | "text">): string | null {
  if (stream !== "sluice") return null;
  return plainLine(step === "" ? text : `${`[${step}]`.padEnd(9)} ${text}`);
}
