import { BaseName, SluiceError } from "@sluice/contract";
import { access, readFile, stat } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { AptSource } from "./adapters/engine-docker/images/apt-sources.ts";

const word = z.string().regex(/^[\w./+-]{1,100}$/, "must be one word");

const Sources = z
  .array(
    z.strictObject({
      url: z.string().regex(/^(https?:\/\/[^\s]+|file:\/\/\/[^\s:]+)$/, "must be https://…, http://… or file:///…"),
      suite: word,
      components: z.array(word).default(["main"]),
      key: z.string().startsWith("/", "must be an absolute path"),
      bases: z
        .array(BaseName)
        .min(1)
        .default([...BaseName.options]),
    }),
  )
  .max(20);

/** The repositories of the option apt-sources. A key that is missing is found here, not in the first bake. */
export async function readAptSources(file: string | null): Promise<readonly AptSource[]> {
  if (file === null) return [];
  const refuse = (why: string): never => {
    throw new SluiceError("invalid-request", `${file}: ${why}`, { path: "apt-sources" });
  };
  const text = await readFile(file, "utf8").catch((error: Error) => refuse(error.message));
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const parsed = Sources.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is no list of repositories"}`);
  }
  for (const { key, url } of parsed.data) {
    await access(key).catch(() => refuse(`the key ${key} cannot be read`));
    if (url.startsWith("file://") && !(await stat(url.slice("file://".length)).catch(() => null))?.isDirectory())
      refuse(`${url} is no directory`);
  }
  return parsed.data;
}
