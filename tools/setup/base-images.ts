import { createClient } from "@sluice/contract";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { freeAddress } from "../demo/free-address.ts";
import { baseImagesWhat, startDemoServer } from "../demo/server.ts";
import type { Progress } from "./progress.ts";

const root = join(import.meta.dirname, "..", "..");
const minutes = 30;

export interface BaseImagesPlace {
  readonly data: string;
  readonly cache: string;
  readonly dockerHost: string;
  readonly stop: AbortSignal;
}

/** Has a server make the images that tools are built on, so that no suite meets its own deadline while it waits for them. */
export async function ensureBaseImages(progress: Progress, at: BaseImagesPlace): Promise<void> {
  const { data, cache, dockerHost, stop } = at;
  await progress.step("base images", baseImagesWhat, async (note) => {
    const scratch = mkdtempSync(join(data, "base-images-"));
    try {
      const [listen, routerListen] = [await freeAddress(0), await freeAddress(0)];
      const place = { root, data: join(scratch, "server"), cache, dockerHost, listen, routerListen, stop };
      const server = await startDemoServer(place);
      try {
        await server.baseImagesReady(createClient({ url: server.api, token: server.token }), { minutes, note, stop });
      } finally {
        await server.stop();
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}
