import { type Hook, type HookForge, type CreatedHook, type Moment, SluiceError, type ToolName, type UserName } from "@sluice/contract";
import type { Clock, Random } from "../../ports/clock.ts";
import type { HookRow, HookStore } from "../../ports/hook-store.ts";
import type { SourceStore } from "../../ports/source-store.ts";
import { aboutHook, type Vault } from "../../settings/vault.ts";

/** What people do with the webhooks of a source. */
export interface HookActions {
  list(tool: ToolName): Promise<Hook[]>;
  /** Makes one, instead of the one that was there for this forge. Its secret is given this once. */
  create(tool: ToolName, forge: HookForge, by: UserName): Promise<CreatedHook>;
  remove(tool: ToolName, forge: HookForge): Promise<void>;
}

export interface HookActionDependencies {
  readonly store: Pick<HookStore, "putHook" | "hooks" | "removeHook"> & Pick<SourceStore, "source">;
  readonly vault: Pick<Vault, "seal">;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the API answers: `http://HOST:PORT`. */
  readonly base: string;
}

export function hookActions({ store, vault, clock, random, base }: HookActionDependencies): HookActions {
  const shown = ({ forge, tool, id, created, heard }: HookRow): Hook => ({
    forge,
    url: urlOf(base, tool, id, forge, "<secret>"),
    created,
    heard,
  });
  return {
    list: async (tool) => (await store.hooks(tool)).map(shown),
    async create(tool, forge, by) {
      if ((await store.source(tool)) === null) {
        throw new SluiceError(
          "wrong-state",
          `${tool} is built from pushes only. Name its repository first: sluice source set URL -t ${tool}`,
        );
      }
      const id = random.hex(8);
      const bytes = random.hex(32);
      // GitLab takes it as its plain token and as a signing token, which must look like this
      const secret = forge === "gitlab" ? `whsec_${Buffer.from(bytes, "hex").toString("base64")}` : bytes;
      const created = clock.now() as Moment;
      await vault.seal(aboutHook(id), secret, (sealed) => store.putHook({ id, tool, forge, by, created, ...sealed }));
      return { forge, url: urlOf(base, tool, id, forge, secret), created, heard: null, secret };
    },
    async remove(tool, forge) {
      if (await store.removeHook(tool, forge)) return;
      throw new SluiceError("wrong-state", `${tool} has no webhook for ${forge}.`);
    },
  };
}

/** Gerrit cannot sign: its secret is part of the address. */
function urlOf(base: string, tool: ToolName, id: string, forge: HookForge, secret: string): string {
  return `${base}/hooks/${tool}/${id}${forge === "gerrit" ? `/${secret}` : ""}`;
}
