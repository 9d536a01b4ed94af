import { expect } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { plainApp } from "./plain-app.ts";
import { accepted, type Act, type Acts, type Check, possible, shortly } from "./storm-act.ts";
import { handActs } from "./storm-hand-acts.ts";
import { say, type StormGround } from "./storm-ground.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";

/** Acts, and what holds of all of them together when all has ended. */
export interface StormActs {
  readonly acts: Acts;
  readonly after: Check;
}

const params = { tool: "stormy" };
const act = (within: number, work: Act["act"]): Act => ({ within, act: work });

/** What is asked for a tool and by its people. */
export function toolActs(ground: StormGround): StormActs {
  const { on, stormy, plain } = ground;
  const api = () => apiOf(on);
  const shown = possible<string>();
  const hidden = possible<string>();
  const deleted = new Set<string>();

  const releaseStays = (made: { readonly tool: string; readonly number: number } | null): Check | null =>
    made === null
      ? null
      : async () => {
          const release = await api().call("releases.show", { params: { tool: made.tool, release: made.number } });
          expect(["live", "superseded"], JSON.stringify(release)).toContain(release.state);
        };
  const runEnds = (made: { readonly id: number } | null, text: string): Check | null =>
    made === null
      ? null
      : async () => {
          const where = { ...params, run: made.id };
          const run = await api().call("runs.show", { params: where });
          expect(run, JSON.stringify(run)).toMatchObject({ state: "succeeded", exitCode: 0, attempts: 1 });
          const said = await Array.fromAsync(api().stream("runs.log", { params: where }));
          expect(said.filter((line) => line.text === text)).toHaveLength(1);
          expect(ground.starts.keys.filter((key) => key === `run-${made.id}-1`)).toHaveLength(1);
        };
  const versionStays = (done: { readonly version: number } | null): Check | null =>
    done === null
      ? null
      : async () => {
          const versions = await api().call("settings.versions", { params, query: { limit: 500 } });
          expect(versions.map(({ version }) => version)).toContain(done.version);
        };
  const set = (setting: { readonly name: string; readonly value: string; readonly secret: boolean }) =>
    api().call("settings.change", { params, body: { set: [setting] } });

  const acts: Acts = {
    push: act(shortly, async (n) => {
      say(stormy, `push ${n}`);
      await stormy.commit(`Push ${n}`);
      const { said } = await stormy.push("main", "--force");
      if (!said.includes("Live: ")) return null;
      return async () => {
        const releases = await api().call("releases.list", { params, query: { limit: 500 } });
        expect(releases.filter(({ cause, subject }) => cause === "push" && subject === `Push ${n}`)).toHaveLength(1);
      };
    }),
    settings: act(shortly, async (n) => versionStays(await shown.ask(String(n), set({ name: "SHOWN", value: String(n), secret: false })))),
    secrets: act(shortly, async (n) => {
      const value = `hidden value ${n}`;
      return versionStays(await hidden.ask(value, set({ name: "HIDDEN", value, secret: true })));
    }),
    rotateKeys: act(shortly, async () => {
      await accepted(api().call("keys.rotate", {}));
      return null;
    }),
    rollback: act(shortly, async () => releaseStays(await accepted(api().call("releases.rollback", { params, body: {} })))),
    promote: act(shortly, async () => releaseStays(await accepted(api().call("releases.promote", { params, body: { to: "calm" } })))),
    scale: act(shortly, async (n) => {
      const scaled = await accepted(api().call("processes.scale", { params, body: { replicas: { web: 1 + (n % 2) } } }));
      return releaseStays(scaled?.release ?? null);
    }),
    restart: act(shortly, async () => releaseStays(await accepted(api().call("processes.restart", { params, body: {} })))),
    pauseAndResume: act(shortly, async () => {
      await accepted(api().call("releases.pause", { params, body: { why: "storm" } }));
      await accepted(api().call("releases.resume", { params }));
      return null;
    }),
    run: act(shortly, async (n) => {
      const made = await accepted(api().call("runs.create", { params, body: { command: `echo run ${n}`, memory: "32Mi" } }));
      return runEnds(made, `run ${n}`);
    }),
    job: act(shortly, async () => runEnds(await accepted(api().call("jobs.run", { params: { ...params, job: "minutely" } })), "minutely")),
    deploy: act(3000, async (n) => {
      say(plain, `deploy ${n}`);
      await sluice(on, plain.directory, ["deploy", "-t", "stormy", "-m", `Deploy ${n}.`]);
      return null;
    }),
    preview: act(3000, async (n) => {
      for (const [path, content] of Object.entries(plainApp(`preview ${n}`))) plain.write(`preview/${path}`, content);
      await sluice(on, plain.directory, ["deploy", "preview", "-t", "stormy", "--preview", `p${n % 3}`, "--ttl", `${5 + (n % 15)}s`]);
      return null;
    }),
    extendPreview: act(shortly, async (n) => {
      const preview = { ...params, preview: `p${n % 3}` };
      await accepted(api().call("previews.extend", { params: preview, body: { ttl: "10s" } }));
      if (n % 2 === 0) await accepted(api().call("previews.delete", { params: preview }));
      return null;
    }),
    exec: act(2000, async () => {
      await sluice(on, plain.directory, ["exec", "-t", "stormy", "web", "--", "sleep", "1"]);
      return null;
    }),
    toolThatGoes: act(shortly, async (n) => {
      const name = `brief-${n}`;
      const made = await accepted(api().call("tools.create", { body: { name } }));
      await accepted(api().call("settings.change", { params: { tool: name }, body: { set: [{ name: "SHOWN", value: "brief" }] } }));
      if ((await accepted(api().call("tools.delete", { params: { tool: name } }))) !== null) deleted.add(name);
      return made === null
        ? null
        : async () => {
            const names = (await api().call("tools.list", { query: { limit: 500 } })).map((tool) => tool.name);
            // who heard nothing of the deletion does not know
            if (deleted.has(name)) expect(names).not.toContain(name);
            for (const left of names.filter((one) => one === name)) await api().call("tools.delete", { params: { tool: left } });
          };
    }),
    pruning: act(shortly, async () => {
      await accepted(api().call("pruning.run", {}));
      return null;
    }),
    ...handActs(ground),
  };

  async function after(): Promise<void> {
    const { plain: kept } = await api().call("settings.show", { params });
    if (shown.now() !== null) expect(shown.now()).toContain(kept.find(({ name }) => name === "SHOWN")?.value);
    // a rollback has brought older settings back; a change goes on from the newest
    await api().call("settings.change", { params, body: { set: [{ name: "SHOWN", value: "calm" }] } });
    const seen = async () => JSON.parse((await visit(on, "stormy", "/settings")).text) as [string | null, string | null];
    await until("the newest settings are live", 60_000, async () => (await seen())[0] === "calm");
    if (hidden.now() !== null) expect(hidden.now()).toContain((await seen())[1]);
  }
  return { acts, after };
}
