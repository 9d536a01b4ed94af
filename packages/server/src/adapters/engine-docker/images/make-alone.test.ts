import { expect, test } from "vitest";
import type { Container, ContainerSpec, Docker } from "../docker.ts";
import { makeAlone } from "./make-alone.ts";

test("a stop does not wait for an engine that is still keeping an image", async () => {
  const stop = new AbortController();
  let asked = 0;
  const never = new Promise<never>(() => undefined);
  const container = {
    remove() {
      asked += 1;
      return never;
    },
  } as unknown as Container;
  const docker = { createUnlessThere: async () => container } as unknown as Docker;
  const turn = {
    repository: "sluice/run-packages",
    tag: "1",
    onWait: () => undefined,
    begin: async () => null,
    patience: { inAll: 1000, ended: 1000 },
    stop: stop.signal,
  };
  const making = makeAlone(docker, {} as ContainerSpec, turn, async () => {
    stop.abort(new Error("the server stops"));
    return never;
  });
  await expect(making).rejects.toThrow("the server stops");
  expect(asked).toBe(1);
});
