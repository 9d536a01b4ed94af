import type Dockerode from "dockerode";
import { isGone } from "../../docker-client/docker-status.ts";
import { progressEnd } from "../../docker-client/progress-end.ts";
import { engineError } from "./engine-error.ts";

/** A credential as the engine's API takes it (Docker Engine API, "Authentication"). */
export type PullAuth = (repository: string) => Promise<object>;

/** Pulls an image by digest unless it is there. Two at once for the same image are one pull. */
export function createImages(
  docker: Dockerode,
  pullAuth: PullAuth,
): {
  prepare(image: string): Promise<void>;
  config(image: string): Promise<{ user: string; home: string | null }>;
} {
  const pulling = new Map<string, Promise<void>>();

  async function isHere(image: string): Promise<boolean> {
    try {
      await docker.getImage(image).inspect();
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw engineError(`look at the image ${image}`, error);
    }
  }

  async function pull(image: string): Promise<void> {
    if (await isHere(image)) return;
    try {
      const auth = await pullAuth(image.split("@")[0] ?? image);
      await progressEnd(docker, await docker.pull(image, { authconfig: auth }));
    } catch (error) {
      throw engineError(`pull ${image}`, error);
    }
  }

  return {
    prepare(image) {
      const under = pulling.get(image) ?? pull(image).finally(() => pulling.delete(image));
      pulling.set(image, under);
      return under;
    },
    async config(image) {
      const { Config } = await docker
        .getImage(image)
        .inspect()
        .catch((error: unknown) => Promise.reject(engineError(`look at the image ${image}`, error)));
      return {
        user: Config.User,
        home: (Config.Env ?? []).find((line) => line.startsWith("HOME="))?.slice("HOME=".length) ?? null,
      };
    },
  };
}
