import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Me, type Moment, type NewToken, type Scope, SluiceError, ToolName, UserName } from "@sluice/contract";
import { systemClock, systemRandom } from "../../src/adapters/clock-system/clock.ts";
import { fileLogs } from "../../src/adapters/logs-files/file-logs.ts";
import { openGitServer } from "../../src/adapters/sources-git/http-backend.ts";
import { openGitSources } from "../../src/adapters/sources-git/sources.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { signInLimit } from "../../src/core/access/sign-in-limit.ts";
import type { JobsApi } from "../../src/core/jobs/jobs-api.ts";
import { createToken } from "../../src/core/access/tokens.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { previewWishes } from "../fixtures/preview-wishes.ts";
import { defaultSourceLimits } from "../../src/core/sources/limits.ts";
import type { Vault } from "../../src/core/settings/vault.ts";
import { toldCommits } from "../../src/core/sources/hooks/told-commits.ts";
import { slots } from "../../src/http/git/slots.ts";
import { createHttp } from "../../src/http/create-http.ts";
import type { HttpDependencies } from "../../src/http/dependencies.ts";

export const callers = [
  "anonymous",
  "stranger",
  "viewer",
  "maintainer",
  "admin",
  "read token",
  "push token",
  "token of another tool",
] as const;
export type Caller = (typeof callers)[number];

export interface World {
  readonly tool: ToolName;
  /** Values of tokens; the anonymous caller has none. */
  readonly tokens: Readonly<Record<Caller, string | null>>;
}

export interface RoleServer extends AsyncDisposable {
  readonly url: string;
  readonly store: Store;
  /** A tool with its members and all the tokens, in which nothing has happened yet. */
  world(): Promise<World>;
  /** What failed on the server's side. */
  readonly problems: readonly string[];
}

/** Stands for parts that these tests do not run: whatever is asked of it is refused as not there. */
function absent(name: string): unknown {
  return new Proxy(() => undefined, {
    get: (_, key) => (typeof key === "symbol" || key === "then" ? undefined : absent(`${name}.${key}`)),
    apply: () => {
      throw new SluiceError("unavailable", `${name} does not run in this test.`);
    },
  });
}

/** What is given, and whatever else is asked of it is not there. */
function withAbsent<T extends object>(known: Partial<T>, name = ""): T {
  return new Proxy(known, {
    get: (target, key) => (key in target || typeof key === "symbol" ? Reflect.get(target, key) : absent(`${name}${key}`)),
  }) as T;
}

/** The real HTTP side on a real SQLite store and real repositories, listening on loopback. */
export async function openRoleServer(failuresPerMinute = 30): Promise<RoleServer> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-routes-"));
  const store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  const clock = systemClock;
  const random = systemRandom;
  const problems: string[] = [];
  const sources = await openGitSources(join(directory, "sources"));
  const logs = fileLogs(join(directory, "logs"));
  const server = await openGitServer({
    root: join(directory, "sources"),
    hooks: join(directory, "hooks"),
    packMiB: 1,
    seconds: 60,
    takesOptions: true,
    failed: (error) => problems.push(String(error)),
  });
  const app = createHttp(
    withAbsent<HttpDependencies>({
      store,
      clock,
      random,
      signIns: signInLimit(clock, failuresPerMinute),
      trustedProxies: "127.0.0.1",
      licences: { policy: "off", allowed: [] },
      scans: null,
      signatures: { policy: "sign", publicKey: "-----BEGIN PUBLIC KEY-----", said: async () => [] },
      logs,
      sources,
      urlOf: (tool) => `http://${tool}.localhost`,
      gitUrlOf: (tool) => `http://localhost/git/${tool}.git`,
      removeRelease: async () => undefined,
      jobs: withAbsent<JobsApi>({ sendsMail: false }, "jobs."),
      doctor: async () => [],
      ready: async () => [],
      onProblem: (what, error) => problems.push(`${what}: ${String(error)}`),
      webhooks: {
        hooks: { store, clock, vault: withAbsent<Vault>({}, "vault."), told: toldCommits(), wake: () => undefined },
        count: () => undefined,
        slots: slots(8, "webhooks"),
      },
      git: {
        server,
        held: async () => null,
        fetches: 4,
        pushes: 4,
        push: {
          store,
          logs,
          sources,
          clock,
          pause: async () => undefined,
          wake: () => undefined,
          wishPreview: previewWishes(store, clock),
          whyNotDeploy: async () => null,
          whyUserMayNotDeploy: async () => null,
          expect: () => undefined,
          options: { releaseBranches: ["main"], latestWins: false, limits: defaultSourceLimits },
        },
      },
    }),
  );
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  let count = 0;

  async function world(): Promise<World> {
    count += 1;
    const [tool, other] = [ToolName.parse(`shop-${count}`), ToolName.parse(`other-${count}`)];
    const user = (name: string): UserName => UserName.parse(name);
    for (const name of ["ada", "vi", "bob", "root"]) await store.putUser({ name: user(name), admin: name === "root" });
    for (const name of [tool, other]) {
      await store.createTool({ name, created: clock.now() as Moment, createdBy: user("ada") }, user("ada"));
      await sources.create(name);
    }
    await store.putMember(tool, { user: user("vi"), role: "viewer" });
    const token = async (name: string, scope: Scope = "all", bound?: ToolName): Promise<string> => {
      const me: Me = { user: user(name), admin: false, scope: "all", tool: null };
      const wish: NewToken = { label: "walk", scope, ...(bound === undefined ? {} : { tool: bound }) };
      return (await createToken({ store, clock, random }, me, wish)).value;
    };
    return {
      tool,
      tokens: {
        anonymous: null,
        stranger: await token("bob"),
        viewer: await token("vi"),
        maintainer: await token("ada"),
        admin: await token("root"),
        "read token": await token("ada", "read"),
        "push token": await token("ada", "tool:push", tool),
        "token of another tool": await token("ada", "all", other),
      },
    };
  }

  return {
    url,
    store,
    world,
    problems,
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
