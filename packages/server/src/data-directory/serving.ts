import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { z } from "zod";
import { readIfThere } from "./read-if-there.ts";
import { writeDurably } from "./write-durably.ts";

/** What the server that has the data directory was started with, for one that stands by. */
const Serving = z.object({
  host: z.string(),
  port: z.number().int(),
  /** Options that both must have alike, as they are in force. */
  alike: z.record(z.string(), z.string()),
});
export type Serving = z.infer<typeof Serving>;

const fileOf = (directory: string): string => join(directory, "serving.json");

export async function writeServing(directory: string, serving: Serving): Promise<void> {
  await writeDurably(fileOf(directory), `${JSON.stringify(serving, null, 2)}\n`);
}

/** Null before a server has served from the directory. The server that it names may be dead. */
export async function readServing(directory: string): Promise<Serving | null> {
  const path = fileOf(directory);
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    return Serving.parse(JSON.parse(text));
  } catch (error) {
    throw new SluiceError("unavailable", `${path} does not say who serves: remove it.`, { cause: error });
  }
}
