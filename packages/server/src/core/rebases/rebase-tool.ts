import { SluiceError, type Release, type ToolName, type UserName } from "@sluice/contract";
import type { Rebaser } from "../ports/rebaser.ts";
import { changeRelease, presentFile } from "../releases/change-release.ts";
import type { ReleaseDependencies } from "../releases/make-release.ts";
import { freshnessOf } from "./freshness.ts";

export interface RebaseDependencies extends ReleaseDependencies {
  readonly rebaser: Rebaser;
}

export type Rebased =
  | { readonly kind: "released"; readonly release: Release }
  /** Nothing to do: it stands on the newest base. */
  | { readonly kind: "fresh" }
  | { readonly kind: "refused"; readonly reason: string };

const attempts = 3;

/**
 * Makes a release of the same layers on the newest run image of the same package set; everything else stays as it is.
 * A release that somebody else makes meanwhile is looked at anew.
 */
export async function rebaseTool(
  deps: RebaseDependencies,
  wish: { readonly tool: ToolName; readonly by: UserName; readonly body: string; readonly trailers?: Readonly<Record<string, string>> },
): Promise<Rebased> {
  const { tool, by, body, trailers = {} } = wish;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { image: present } = await presentFile(deps, tool);
    const found = await freshnessOf(deps.rebaser, present);
    if (found.kind === "fresh") return { kind: "fresh" };
    if (found.kind === "unknown") return { kind: "refused", reason: found.reason };
    const image = await deps.rebaser.rebase(tool, present, found.set);
    const release = await changeRelease(deps, {
      tool,
      by,
      cause: "rebase",
      subject: (number) => `Rebase ${tool}: v${number}`,
      body,
      trailers: { "Sluice-Rebase-Of": present.slice(present.lastIndexOf("@") + 1), ...trailers },
      // its command has been run for these layers already
      change: (now) => (now.image === present ? { image, release_command: null } : null),
    });
    if (release !== null) return { kind: "released", release };
  }
  throw new SluiceError("unavailable", `${tool} was changed ${attempts} times meanwhile by others.`);
}
