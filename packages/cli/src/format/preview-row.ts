import type { Preview } from "@sluice/contract";
import type { Output } from "../output.ts";
import { cut, short } from "./table.ts";
import { relative } from "./times.ts";

const colours = { building: "yellow", deploying: "yellow", live: "green", failed: "red", ending: "dim" } as const;

export function previewRow({ name, state, source, subject, url, expires }: Preview, out: Output, now: Date): string[] {
  const painted = out.paint(colours[state], state);
  return [out.paint("bold", name), painted, sourceWords(source), `"${cut(subject, 40)}"`, url, `ends ${relative(expires, now)}`];
}

/** `3f2c1ab+` with uncommitted changes, `upload` outside of git. */
export function sourceWords(source: Preview["source"]): string {
  if (source.kind === "commit") return short(source.commit);
  return source.from === null ? "upload" : `${short(source.from)}${source.changed ? "+" : ""}`;
}
