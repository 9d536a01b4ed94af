import type { BuildId, BuildState } from "@sluice/contract";
import { expect, test } from "vitest";
import { seeded } from "../fixtures/seeded.ts";
import { addTool, at, newBuild } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

interface Modelled {
  readonly id: BuildId;
  readonly tool: string;
  readonly pipeline: string;
  readonly commit: number;
  state: BuildState;
  holder: string;
  until: number;
  attempts: number;
}

/** The queue's rules once more, in the plainest way: lists that are searched. */
class Model {
  readonly builds: Modelled[] = [];
  readonly #served = new Map<string, number>();
  #claims = 0;

  same(tool: string, pipeline: string, commit: number): Modelled | undefined {
    return this.builds.find(
      (build) =>
        build.tool === tool && build.pipeline === pipeline && build.commit === commit && ["queued", "running"].includes(build.state),
    );
  }

  /** The queued builds that one for the same target makes needless: all but those `before` it when it was there already. */
  supersede(latest: Modelled, before = 0): BuildId[] {
    const ended = this.builds.filter(
      ({ id, tool, pipeline, state }) =>
        id !== latest.id && id > before && tool === latest.tool && pipeline === latest.pipeline && state === "queued",
    );
    for (const build of ended) build.state = "superseded";
    return ended.map(({ id }) => id);
  }

  claim(holder: string, now: number, leaseMs: number, limit: number): Modelled | undefined {
    const running = this.builds.filter(({ state }) => state === "running");
    if (running.filter(({ until }) => until > now).length >= limit) return undefined;
    const abandoned = running.filter(({ until }) => until <= now).toSorted((a, b) => a.until - b.until || a.id - b.id)[0];
    const busy = new Set(running.map(({ tool }) => tool));
    const rank = (build: Modelled) => this.#served.get(build.tool) ?? 0;
    const queued = this.builds
      .filter(({ state, tool }) => state === "queued" && !busy.has(tool))
      .toSorted((a, b) => rank(a) - rank(b) || a.id - b.id)[0];
    const next = abandoned ?? queued;
    if (!next) return undefined;
    this.#claims += 1;
    this.#served.set(next.tool, this.#claims);
    return Object.assign(next, {
      state: "running",
      holder,
      until: now + leaseMs,
      attempts: next.attempts + 1,
    });
  }

  held(id: BuildId, holder: string): Modelled | undefined {
    return this.builds.find((build) => build.id === id && build.state === "running" && build.holder === holder);
  }
}

export function queueModelContract(fresh: Fresh): void {
  test.for([1, 2, 3, 4])("does what the model does, whatever the order of calls (seed %i)", async (seed) => {
    const store = await openFor(await fresh());
    const model = new Model();
    const random = seeded(seed);
    const pick = <T>(list: readonly [T, ...T[]]): T => list[random(list.length)] ?? list[0];
    const tools = ["aa", "bb", "cc", "dd"] as const;
    for (const tool of tools) await addTool(store, tool);
    let now = 0;
    const anyId = (): BuildId | undefined => model.builds[random(Math.max(1, model.builds.length))]?.id;

    const calls = {
      async enqueue() {
        const [tool, pipeline, commit, latestWins] = [pick(tools), pick(["main", "docs"]), random(6), random(3) === 0];
        const known = model.same(tool, pipeline, commit);
        const { build, isNew, superseded } = await store.enqueue(newBuild(tool, commit, { pipeline, latestWins }), at(now));
        expect(isNew).toBe(known === undefined);
        if (known) {
          expect(build.id).toBe(known.id);
          return expect(superseded).toEqual(latestWins ? model.supersede(known, known.id) : []);
        }
        const added: Modelled = {
          id: build.id,
          tool,
          pipeline,
          commit,
          state: "queued",
          holder: "",
          until: 0,
          attempts: 0,
        };
        model.builds.push(added);
        expect(superseded).toEqual(latestWins ? model.supersede(added) : []);
      },
      async claim() {
        const [holder, leaseMs, limit] = [pick(["one", "two"]), 10 + random(40), 1 + random(3)];
        const wanted = model.claim(holder, now, leaseMs, limit);
        const lease = await store.claim(holder, at(now), leaseMs, limit);
        expect([lease?.build.id, lease?.build.attempts]).toEqual([wanted?.id, wanted?.attempts]);
      },
      async renew() {
        const [id, holder] = [anyId(), pick(["one", "two"])];
        if (id === undefined) return;
        const wanted = model.held(id, holder);
        if (wanted) wanted.until = now + 20;
        expect((await store.renew(id, holder, at(now), 20)).held).toBe(wanted !== undefined);
      },
      async finish() {
        const [id, holder] = [anyId(), pick(["one", "two"])];
        if (id === undefined) return;
        const wanted = model.held(id, holder);
        if (wanted) wanted.state = "failed";
        const end = {
          state: "failed",
          fault: "code",
          reason: "x",
          image: null,
          release: null,
          steps: [],
        } as const;
        expect(await store.finish(id, holder, end, at(now))).toBe(wanted !== undefined);
      },
      async cancel() {
        const id = anyId();
        if (id === undefined) return;
        const wanted = model.builds.find((build) => build.id === id);
        if (wanted?.state === "queued") wanted.state = "cancelled";
        expect((await store.cancel(id, at(now)))?.state).toBe(wanted?.state);
      },
    };

    for (let step = 0; step < 300; step += 1) {
      now += random(8);
      await pick([calls.enqueue, calls.enqueue, calls.claim, calls.claim, calls.renew, calls.finish, calls.finish, calls.cancel])();
    }
    for (const { id, state } of model.builds) expect((await store.build(id))?.state).toBe(state);
  });
}
