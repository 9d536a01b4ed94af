import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { afterAll, describe, expect, test, vi } from "vitest";
import { caddyRouter } from "../../src/adapters/router-caddy/caddy-router.ts";
import type { RunningCaddyRouter } from "../../src/adapters/router-caddy/caddy-router.ts";
import { freePort } from "./free-port.ts";
import { routerBackend } from "./router-backend.ts";
import { routerContract } from "./router.contract.ts";

const binary = join(process.env["SLUICE_TEST_CACHE"] ?? "", "bin", "caddy");
const made: (() => Promise<void>)[] = [];

async function start(
  directory?: string,
  listen?: string,
  trustedProxies: readonly string[] = [],
): Promise<{ router: RunningCaddyRouter; listen: string; directory: string }> {
  const place = directory ?? (await mkdtemp(join(tmpdir(), "sluice-router-")));
  const where = listen ?? `127.0.0.1:${await freePort()}`;
  const router = await caddyRouter({
    binary,
    directory: place,
    listen: where,
    trustedProxies,
    onEvent: () => undefined,
  });
  made.push(async () => {
    await router[Symbol.asyncDispose]();
    await rm(place, { recursive: true, force: true });
  });
  return { router, listen: where, directory: place };
}

afterAll(async () => {
  for (const end of made.toReversed()) await end();
});

routerContract("caddy", () => start());

describe("Caddy", () => {
  test.each([
    ["a trusted proxy", ["127.0.0.1"], { "x-forwarded-for": "198.51.100.7, 127.0.0.1", "x-forwarded-proto": "https" }],
    ["anybody else", ["192.0.2.0/24"], { "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" }],
  ])("tells a tool the visitor's address and scheme that %s says", async (_who, trusted, expected) => {
    await using backend = await routerBackend("behind");
    const { router, listen } = await start(undefined, undefined, trusted);
    await router.set({ host: "tool.localhost", addresses: [backend.address] });
    const headers = { host: "tool.localhost", "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https" };
    const answer = await request(`http://${listen}/headers`, { headers });
    expect(await answer.body.json()).toMatchObject(expected);
  });

  test("is adopted with its routes by the next server", async () => {
    await using backend = await routerBackend("kept");
    const first = await start();
    await first.router.set({ host: "kept.localhost", addresses: [backend.address] });
    const pid = first.router.program.pid();
    await first.router.detach();
    const second = await start(first.directory, first.listen);
    expect(second.router.program.pid()).toBe(pid);
    expect(await second.router.list()).toEqual([{ host: "kept.localhost", addresses: [backend.address] }]);
  });

  test("keeps the names before for requests that have listed them, and takes them away later, also over a restart", async () => {
    const { router, listen, directory } = await start();
    const names = (): Promise<string[]> => readdir(join(directory, "hosts", "linger.localhost"));
    for (const port of [1, 2, 3, 4]) await router.set({ host: "linger.localhost", addresses: [`127.0.0.1:${port}`] });
    expect(await names()).toHaveLength(4);
    expect(await router.list()).toEqual([{ host: "linger.localhost", addresses: ["127.0.0.1:4"] }]);
    await vi.waitFor(async () => expect(await names()).toHaveLength(1), { timeout: 30_000, interval: 200 });
    await router.set({ host: "linger.localhost", addresses: ["127.0.0.1:5"] });
    expect(await names()).toHaveLength(2);
    await router.detach();
    await start(directory, listen);
    expect(await names()).toHaveLength(1);
  });

  test("serves its routes again by itself after a kill -9", async () => {
    await using backend = await routerBackend("back");
    const { router, listen } = await start();
    await router.set({ host: "back.localhost", addresses: [backend.address] });
    const pid = router.program.pid();
    process.kill(pid ?? 0, "SIGKILL");
    await vi.waitFor(
      async () => {
        const answer = await request(`http://${listen}/`, { headers: { host: "back.localhost" } });
        expect(await answer.body.text()).toBe("back");
        expect(router.program.pid()).not.toBe(pid);
      },
      { timeout: 10_000 },
    );
    expect(router.program.restarts).toBe(1);
  });
});
