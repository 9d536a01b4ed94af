import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Router } from "../../src/core/ports/router.ts";
import { fragileBackend } from "./fragile-backend.ts";
import { routerBackend } from "./router-backend.ts";
import type { RouterBackend } from "./router-backend.ts";

export interface RouterUnderTest {
  readonly router: Router;
  /** `host:port` that takes requests. */
  readonly listen: string;
}

/** What every router must do, whatever it is made of. */
export function routerContract(name: string, make: () => Promise<RouterUnderTest>): void {
  describe(`router ${name}`, () => {
    let subject: RouterUnderTest;
    let [one, two]: RouterBackend[] = [];
    const agent = new Agent();
    const addressOf = (backend: RouterBackend | undefined): string => backend?.address ?? "";
    const get = async (host: string, path = "/"): Promise<{ status: number; text: string }> => {
      const answer = await request(`http://${subject.listen}${path}`, {
        headers: { host },
        dispatcher: agent,
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    };
    const connectWebSocket = async (host: string): Promise<Socket> => {
      const [hostname, port] = subject.listen.split(":");
      const upgrade = httpRequest({
        hostname,
        port,
        headers: { host, connection: "Upgrade", upgrade: "websocket" },
      });
      upgrade.end();
      const [, socket] = await once(upgrade, "upgrade");
      return socket;
    };
    beforeAll(async () => {
      subject = await make();
      [one, two] = [await routerBackend("one"), await routerBackend("two")];
    });
    afterAll(async () => {
      await agent.destroy();
      await one?.[Symbol.asyncDispose]();
      await two?.[Symbol.asyncDispose]();
    });

    test("answers 404 for a host that has no tool", async () => {
      for (const host of ["nobody.localhost", "*", "..", "a/b", "[x]"]) {
        const answer = await get(host);
        expect(answer.status, host).toBeGreaterThanOrEqual(400);
        expect(answer.status, host).toBeLessThan(500);
      }
      expect((await get("nobody.localhost")).text).toContain("No tool of this name");
    });

    test("answers 503 with a page for a tool without a healthy address", async () => {
      await subject.router.set({ host: "empty.localhost", addresses: [] });
      const answer = await get("empty.localhost");
      expect(answer).toMatchObject({
        status: 503,
        text: expect.stringContaining("no healthy process"),
      });
    });

    test("sends requests to every address, with the forwarding headers set", async () => {
      await subject.router.set({
        host: "both.localhost",
        addresses: [addressOf(one), addressOf(two)],
      });
      const said = await Promise.all(Array.from({ length: 40 }, () => get("both.localhost")));
      expect(new Set(said.map((answer) => answer.text))).toEqual(new Set(["one", "two"]));
      const headers: unknown = JSON.parse((await get("both.localhost", "/headers")).text);
      expect(headers).toMatchObject({
        host: "both.localhost",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
      });
    });

    test("routes to twenty addresses", async () => {
      const addresses = Array.from({ length: 20 }, () => addressOf(two));
      await subject.router.set({ host: "twenty.localhost", addresses });
      expect(await get("twenty.localhost")).toEqual({ status: 200, text: "two" });
      expect((await subject.router.list()).find((target) => target.host === "twenty.localhost")?.addresses).toEqual(addresses);
    });

    test("asks another address when one refuses connections", async () => {
      const gone = await routerBackend("gone");
      await gone[Symbol.asyncDispose]();
      await subject.router.set({
        host: "half.localhost",
        addresses: [gone.address, addressOf(two)],
      });
      for (let i = 0; i < 10; i += 1) expect(await get("half.localhost")).toEqual({ status: 200, text: "two" });
    });

    test("lists, removes and replaces", async () => {
      await subject.router.remove("half.localhost");
      await subject.router.remove("half.localhost");
      expect((await get("half.localhost")).status).toBe(404);
      await subject.router.replaceAll([{ host: "only.localhost", addresses: [addressOf(one)] }]);
      expect(await subject.router.list()).toEqual([{ host: "only.localhost", addresses: [addressOf(one)] }]);
      expect((await get("both.localhost")).status).toBe(404);
      expect((await get("only.localhost")).text).toBe("one");
    });

    test("loses no request while the route is swapped fifty times", async () => {
      await subject.router.set({ host: "swap.localhost", addresses: [addressOf(one)] });
      const statuses = new Map<number, number>();
      const swapping = new AbortController();
      const ask = async (): Promise<void> => {
        while (!swapping.signal.aborted) {
          const { status } = await get("swap.localhost");
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      const loops = [ask(), ask(), ask(), ask()];
      for (let i = 0; i < 50; i += 1) {
        await subject.router.set({
          host: "swap.localhost",
          addresses: [addressOf(i % 2 === 0 ? two : one)],
        });
        expect((await get("swap.localhost")).text).toBe(i % 2 === 0 ? "two" : "one");
      }
      swapping.abort();
      await Promise.all(loops);
      expect([...statuses.keys()]).toEqual([200]);
    });

    test("ends a request under way on the old address, and says when that is drained", async () => {
      await subject.router.set({ host: "slow.localhost", addresses: [addressOf(one)] });
      const begun = performance.now();
      const slow = get("slow.localhost", "/slow?ms=1500");
      await delay(100);
      await subject.router.set({ host: "slow.localhost", addresses: [addressOf(two)] });
      expect((await get("slow.localhost")).text).toBe("two");
      await subject.router.drained(addressOf(one), 60_000);
      expect(performance.now() - begun).toBeGreaterThan(1400);
      expect(performance.now() - begun).toBeLessThan(50_000);
      expect(await slow).toEqual({ status: 200, text: "begin end one" });
    });

    test("stops waiting for an address at the deadline", async () => {
      await subject.router.set({ host: "slow.localhost", addresses: [addressOf(one)] });
      let answered = false;
      const slow = get("slow.localhost", "/slow?ms=3000").then(() => (answered = true));
      await delay(100);
      await subject.router.drained(addressOf(one), 300);
      expect(answered).toBe(false);
      await slow;
    });

    test("a request that breaks its connection is not handed to the next copy", async () => {
      const received: string[] = [];
      await using first = await fragileBackend(() => void received.push("first"));
      await using second = await fragileBackend(() => void received.push("second"));
      await subject.router.set({ host: "fragile.localhost", addresses: [first.address, second.address] });
      const answer = await get("fragile.localhost");
      expect(answer.status).toBe(502);
      expect(received).toHaveLength(1);
    });

    test("a request goes to the next copy when one does not take connections", async () => {
      const gone = await routerBackend("gone");
      await gone[Symbol.asyncDispose]();
      await subject.router.set({ host: "half.localhost", addresses: [gone.address, addressOf(one)] });
      for (let n = 0; n < 10; n += 1) expect(await get("half.localhost")).toEqual({ status: 200, text: "one" });
    });

    test("streams: the first part arrives before the last", async () => {
      await subject.router.set({ host: "slow.localhost", addresses: [addressOf(one)] });
      const { body } = await request(`http://${subject.listen}/slow?ms=1500`, {
        headers: { host: "slow.localhost" },
        dispatcher: agent,
      });
      const parts: number[] = [];
      for await (const _part of body) parts.push(performance.now());
      expect((parts.at(-1) ?? 0) - (parts[0] ?? 0)).toBeGreaterThan(500);
    });

    test("keeps a WebSocket open while routes change", async () => {
      await subject.router.set({ host: "socket.localhost", addresses: [addressOf(one)] });
      const socket = await connectWebSocket("socket.localhost");
      for (const backend of [two, one, two]) await subject.router.set({ host: "socket.localhost", addresses: [addressOf(backend)] });
      await subject.router.set({ host: "another.localhost", addresses: [addressOf(one)] });
      socket.write("still here");
      const [data] = await once(socket, "data");
      expect(String(data)).toBe("still here");
      socket.destroy();
    });

    test("sets a route as quickly when there are 3,300", { timeout: 120_000 }, async () => {
      const many = Array.from({ length: 3300 }, (_, i) => ({
        host: `t${i}.localhost`,
        addresses: [addressOf(one)],
      }));
      const quickest = async (): Promise<number> => {
        const times: number[] = [];
        for (let i = 0; i < 21; i += 1) {
          const begun = performance.now();
          await subject.router.set({ host: "t7.localhost", addresses: [addressOf(i % 2 === 0 ? two : one)] });
          times.push(performance.now() - begun);
          expect((await get("t7.localhost")).text).toBe(i % 2 === 0 ? "two" : "one");
        }
        return Math.min(...times);
      };
      await subject.router.replaceAll(many.slice(0, 10));
      const few = await quickest();
      await subject.router.replaceAll(many);
      expect(await quickest()).toBeLessThan(10 * few);
    });
  });
}
