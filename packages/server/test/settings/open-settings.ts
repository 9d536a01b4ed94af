import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash, Digest, Moment, SettingsChange, ToolName, UserName } from "@sluice/contract";
import { onTestFinished } from "vitest";
import { openControlGit } from "../../src/adapters/control-git/index.ts";
import { fileKeys } from "../../src/adapters/keys-files/file-keys.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { changeSettings } from "../../src/core/settings/change-settings.ts";
import { createVault } from "../../src/core/settings/vault.ts";
import { makeRelease } from "../../src/core/releases/make-release.ts";

export const foo = ToolName.parse("foo");
export const ada = UserName.parse("ada");
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
const random = { hex: (bytes: number) => randomBytes(bytes).toString("hex") };
const digest = (n: number) => Digest.parse(`sha256:${String(n).repeat(64)}`);

/** The settings part on a real store, control repository and keys, for the running test alone. */
export async function openSettings() {
  const directory = await mkdtemp(join(tmpdir(), "sluice-settings-"));
  const store = await openStore({ kind: "sqlite", file: join(directory, "store", "sluice.db") });
  const control = await openControlGit({ directory: join(directory, "control.git"), clock });
  const keys = fileKeys(join(directory, "keys"), random);
  const vault = createVault(keys, random);
  onTestFinished(async () => {
    await control.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  await store.putUser({ name: ada, admin: true });
  await store.createTool({ name: foo, created: Moment.parse(clock.now()), createdBy: ada }, ada);
  const deps = { store, control, keys, vault, clock };

  return {
    ...deps,
    directory,
    change: (part: object, over = deps) => changeSettings(over, foo, ada, SettingsChange.parse(part)),
    /** A build of commit `n` in the queue, whose release the returned function makes. */
    async build(n: number) {
      const commit = CommitHash.parse(n.toString(16).padStart(40, "0"));
      const wish = { tool: foo, pipeline: "main", commit, subject: `Change ${n}`, author: ada, cause: "push", latestWins: false };
      const { build } = await store.enqueue({ ...wish, key: `${n}`, branch: "main", branchFrom: "0".repeat(40) }, clock.now());
      const run = {
        processes: [{ name: "web", command: "serve", because: "", copies: 1, spec: {} }],
        jobs: {},
        releaseCommand: null,
        promote: null,
      };
      return (over = deps) => makeRelease(over, { build, run, repository: "host/foo", digest: digest(n) });
    },
    async file() {
      const entry = await control.read(foo);
      return entry?.kind === "release" ? entry.file : null;
    },
  };
}
