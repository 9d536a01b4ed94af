import { SluiceError } from "@sluice/contract";
import { bakeTurns } from "./core/packages/bake-turns.ts";
import { runRepository } from "./core/packages/run-repository.ts";
import { createRefresh, type Refresh } from "./core/packages/refresh.ts";
import type { BakeTurns } from "./core/ports/package-store.ts";
import type { Rebaser } from "./core/ports/rebaser.ts";
import type { OfferedSet } from "./core/languages/offered-sets.ts";
import { imageUse } from "./core/pruning/use-image.ts";
import { setsInUse } from "./core/rebases/plan-rebase.ts";
import { rebasesApi, type RebasesApi } from "./core/rebases/rebases-api.ts";
import { startRebases } from "./core/rebases/work.ts";
import { digestOf } from "./core/releases/change-release.ts";
import type { Signatures } from "./core/signatures/signatures-api.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const lookMs = 60_000;
const hourMs = 3_600_000;

/** Who may bake a package set when. */
export async function takeTurns(around: Surroundings, { data, store }: Data): Promise<BakeTurns> {
  const { clock, random, pause, stopping, onProblem } = around;
  const holder = `${data.installation}-${random.hex(4)}`;
  // The data directory is locked: whoever held a lease before is dead.
  await store.releaseBakes(holder);
  return bakeTurns({ store, clock, pause, holder, stop: stopping.signal, onProblem });
}

export interface Packages {
  readonly bases: Refresh;
  readonly rebases: RebasesApi;
}

/** Keeps the bases fresh, and moves tools onto them when somebody asks for it. */
export async function startPackages(
  around: Surroundings,
  { data, store, control }: Data,
  { engine, registry }: Parts,
  ahead: () => readonly OfferedSet[],
  signatures: Signatures,
): Promise<Packages> {
  const { values, clock, random, pause, onProblem } = around;
  const images = imageUse({ store, clock, installation: data.installation });
  const rebaser: Rebaser = {
    standsOn: (image) => registry.standsOn(image),
    hasOwnBase: (image) => registry.hasOwnBase(image),
    newest: (set) => registry.resolve(runRepository, set),
    async rebase(tool, image, set) {
      const made = await engine.rebase(tool, image, set);
      // a pruning that looked before the image was there is to see that something was made since
      await store.useSet(set, clock.now());
      const [repository, digest] = [made.slice(0, made.lastIndexOf("@")), digestOf(made)];
      const isOurs = await images.use(digest);
      if (isOurs && (await registry.resolve(repository, digest)) !== null) {
        await signatures.signRebase(tool, made, image);
        return made;
      }
      throw new SluiceError("unavailable", `The rebased image of ${tool} was pruned while it was made.`);
    },
  };
  const bases = createRefresh({
    store,
    images: engine.images,
    clock,
    onProblem,
    inUse: () => setsInUse({ control, rebaser }),
    ahead,
    forgottenMs: values["sets-days"] * 24 * hourMs,
  });
  const holder = `${data.installation}-${random.hex(4)}`;
  await store.releaseRebases(holder);
  const deps = { store, control, clock, rebaser, rebases: store, pause, bringUp: () => bases.bringUp() };
  const worker = startRebases(deps, holder, onProblem);

  const ended = new AbortController();
  const looking = (async () => {
    while (!ended.signal.aborted && values["base-refresh"] > 0) {
      const before = new Date(Date.parse(clock.now()) - values["base-refresh"] * hourMs).toISOString();
      await bases.beginDue(before).catch((error: unknown) => onProblem("looking after the bases", error));
      await pause(lookMs, ended.signal);
    }
  })();
  around.ends.defer(async () => {
    ended.abort();
    await worker.stop();
    await looking;
    await bases.idle();
  });
  return { bases, rebases: rebasesApi({ ...deps, packageSets: store, wake: () => worker.wake() }) };
}
