import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Digest, type Me, Moment, ReleaseFile, ToolName, UserName } from "@sluice/contract";
import Fastify from "fastify";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { writeRelease } from "../../src/adapters/control-git/release-yaml.ts";
import { openGitServer } from "../../src/adapters/sources-git/http-backend.ts";
import { languageCatalog } from "../../src/core/languages/catalog.ts";
import { readEntry } from "../../src/core/languages/own-languages.ts";
import { imageUse } from "../../src/core/pruning/use-image.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { controlRoutes } from "../../src/http/git/control-routes.ts";

export const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
export const foo = ToolName.parse("foo");
export const registryHost = "127.0.0.1:5000";

export interface ControlServer extends AsyncDisposable {
  readonly directory: string;
  readonly control: ControlGit;
  readonly store: Store;
  readonly errors: unknown[];
  url(token: string): string;
}

const me = (scope: Me["scope"], admin = false): Me & { tokenId: string } => ({
  user: UserName.parse(admin ? "root" : "ann"),
  admin,
  scope,
  tool: null,
  tokenId: "1",
});
const tokens: Readonly<Record<string, Me & { tokenId: string }>> = {
  admin: me("all", true),
  "admin-read": me("read", true),
  member: me("all"),
  robot: me("control:push"),
  follower: me("control:read"),
};

/** A release of a tool; the last digit of the image's digest is given. */
export function releaseFile(tool: string, release: number, image = "a", more: Partial<ReleaseFile> = {}): ReleaseFile {
  return ReleaseFile.parse({
    tool,
    release,
    image: `${registryHost}/${tool}@sha256:${image.repeat(64)}`,
    commit: "b".repeat(40),
    pipeline: "main",
    build: null,
    settings: 0,
    processes: { web: { command: "serve", port: 8000 } },
    ...more,
  });
}
export const releaseText = (...args: Parameters<typeof releaseFile>): string => writeRelease(releaseFile(...args));

/** The control repository as the server serves it, with the tool foo; the registry has the images a, b and c. */
export async function openControlServer(): Promise<ControlServer> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-control-server-"));
  const control = await openControlGit({ directory: join(directory, "control.git"), clock });
  const store = await openStore({ kind: "sqlite", file: join(directory, "store", "sluice.db") });
  const errors: unknown[] = [];
  await store.createTool({ name: foo, created: Moment.parse(clock.now()), createdBy: UserName.parse("ann") }, UserName.parse("ann"));
  const server = await openGitServer({
    root: directory,
    hooks: join(directory, "hooks"),
    packMiB: 16,
    seconds: 60,
    failed: (error) => errors.push(error),
  });
  const registry = {
    host: registryHost,
    resolve: async (_repository: string, digest: string) => (/:[abc]+$/.test(digest) ? Digest.parse(digest) : null),
  };
  const { entry: shipped } = readEntry("base.yaml", "id: base\nname: Base\ndetect: { files: [base.txt] }\n", "shipped");
  if (shipped === null) throw new Error("the language of the test is wrong");
  const app = Fastify({ forceCloseConnections: true });
  await app.register(controlRoutes, {
    server,
    repository: "control.git",
    push: {
      store,
      registry,
      images: imageUse({ store, clock, installation: "here" }),
      pushes: control.pushes,
      languages: languageCatalog([shipped], control.languages),
      clock,
      domain: "localhost",
      remote: null,
    },
    authenticate: async (token) => tokens[token] ?? null,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as { port: number };
  return {
    directory,
    control,
    store,
    errors,
    url: (token) => `http://x:${token}@127.0.0.1:${port}/git/-/control.git`,
    async [Symbol.asyncDispose]() {
      await app.close();
      await control.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
