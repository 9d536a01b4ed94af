import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type CommitHash, mainPipeline, type Moment, ToolName, UserName } from "@sluice/contract";
import { systemRandom } from "../../src/adapters/clock-system/clock.ts";
import { allowedAddresses } from "../../src/remote-hosts/allowed-addresses.ts";
import { forgeStatuses } from "../../src/adapters/forge-http/forge-statuses.ts";
import { gitRemoteSources, type RemoteOptions } from "../../src/adapters/sources-git/remote/remote-sources.ts";
import { gitLargeFiles } from "../../src/adapters/sources-git/remote/large-files.ts";
import { gitSubmodules } from "../../src/adapters/sources-git/remote/submodules.ts";
import type { RemoteSources } from "../../src/core/ports/remote-sources.ts";
import type { SourceRow } from "../../src/core/ports/source-store.ts";
import { checkOnce, type SourceActions, sourceActions } from "../../src/core/sources/source-actions.ts";
import { type WholeCommit, wholeCommit } from "../../src/core/sources/whole-commit.ts";
import { type ToldCommits, toldCommits } from "../../src/core/sources/hooks/told-commits.ts";
import type { SourceDependencies } from "../../src/core/sources/check-source.ts";
import type { Vault } from "../../src/core/settings/vault.ts";
import { type Forge, serveRepository } from "../control/git-forge.ts";
import { type GitClient, gitClient } from "../git/git-client.ts";
import { type Platform, startPlatform } from "../git/platform.ts";

export const ada = UserName.parse("ada");

/** Seals by writing it down as it is. */
export const openVault: Pick<Vault, "seal" | "open"> = {
  seal: (_, sealed, store) => store({ sealed, key: "k" }),
  open: async (_, sealed) => sealed,
};

/** A person's repository, and where it is served for anybody. */
export interface Elsewhere {
  readonly client: GitClient;
  readonly url: string;
  commit(files: Readonly<Record<string, string>>, subject?: string): Promise<string>;
}

export interface SourceWorld extends AsyncDisposable {
  readonly platform: Platform;
  readonly forge: Forge;
  readonly deps: SourceDependencies & { readonly told: ToldCommits };
  readonly actions: SourceActions;
  remotes(more?: Partial<RemoteOptions>): RemoteSources;
  /** What a build of the tool's commit is made of. */
  whole(tool: ToolName, commit: CommitHash, more?: Partial<RemoteOptions>): Promise<WholeCommit>;
  tool(name: string): Promise<ToolName>;
  /** The tool's source as the store has it. */
  row(tool: ToolName): Promise<SourceRow>;
  elsewhere(name: string): Promise<Elsewhere>;
}

/** The platform's git side without a server, and a forge on loopback that anybody may read. */
export async function sourceWorld(packMiB = 4, beside?: Parameters<typeof serveRepository>[4]): Promise<SourceWorld> {
  await using ends = new AsyncDisposableStack();
  const platform = ends.use(await startPlatform({ packMiB }));
  const served = join(platform.directory, "elsewhere");
  await mkdir(served);
  const forge = ends.use(await serveRepository(served, "anybody", null, undefined, beside));
  const rules: RemoteOptions = {
    directory: join(platform.directory, "sources"),
    addresses: allowedAddresses("127.0.0.1"),
    http: true,
    resolve: async () => [],
    certificates: null,
    packMiB,
    lookSeconds: 60,
    fetchSeconds: 60,
    stop: new AbortController().signal,
  };
  const remotes = (more: Partial<RemoteOptions> = {}): RemoteSources => gitRemoteSources({ ...rules, ...more });
  const deps: SourceWorld["deps"] = {
    store: platform.store,
    remotes: remotes(),
    forges: forgeStatuses({ ...rules, seconds: 30 }),
    told: toldCommits(),
    vault: openVault,
    random: systemRandom,
    push: platform.push,
    held: async () => null,
    nextLook: () => platform.push.clock.now(),
  };
  const never = new AbortController();
  ends.defer(() => never.abort());
  const actions = sourceActions(deps, checkOnce(deps), {
    patienceMs: 600_000,
    pause: (ms) => platform.push.pause(ms, never.signal),
    onProblem: (_, error) => platform.errors.push(error),
    eventsProblem: () => null,
  });
  const owned = ends.move();
  return {
    platform,
    forge,
    deps,
    actions,
    remotes,
    async tool(name) {
      const tool = ToolName.parse(name);
      await platform.store.createTool({ name: tool, created: platform.push.clock.now() as Moment, createdBy: ada }, ada);
      await platform.sources.create(tool);
      return tool;
    },
    whole(tool, commit, more = {}) {
      const { sources, options } = platform.push;
      const remote = { ...rules, ...more };
      const elsewhere = { submodules: gitSubmodules(remote), large: gitLargeFiles(remote) };
      const whole = { ...deps, sources, ...elsewhere, limits: options.limits, pause: async () => undefined };
      return wholeCommit(whole, tool, { commit, pipeline: mainPipeline }, never.signal);
    },
    async row(tool) {
      const row = await platform.store.source(tool);
      if (row === null) throw new Error(`${tool} has no source`);
      return row;
    },
    async elsewhere(name) {
      const client = owned.use(await gitClient());
      const bare = join(served, `${name}.git`);
      await client.run("init", "-q", "--bare", "-b", "main", bare);
      return {
        client,
        url: `${forge.url}/${name}.git`,
        async commit(files, subject = "Change") {
          await client.write(files);
          const hash = await client.commit(subject);
          await client.run("push", "-q", "-f", bare, "HEAD:main");
          return hash;
        },
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
