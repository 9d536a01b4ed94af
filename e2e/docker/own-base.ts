import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "./containers.ts";

/** A base that one suite may change: a copy of Debian 13's root file system, and images that nobody else uses. */
export interface OwnBase extends AsyncDisposable {
  readonly directory: string;
  /** Options of a server that makes its images of it, and only when they are needed. */
  readonly flags: readonly string[];
  /** Adds `/etc/patch.<n>` with a line; the base's next refresh finds it. */
  patch(text: string): void;
}

export function ownBase(): OwnBase {
  const directory = mkdtempSync(join(tmpdir(), "sluice-base-"));
  const file = join(directory, "base.tar");
  copyFileSync(join(process.env["SLUICE_TEST_CACHE"] ?? "", "images", "debian-13.tar"), file);
  let patches = 0;
  return {
    directory,
    flags: ["--base-image", file, "--images-ahead", "false", "--base-refresh", "0"],
    patch(text) {
      mkdirSync(join(directory, "etc"), { recursive: true });
      // a file of its own each time: the engine takes no archive with two of one name
      patches += 1;
      writeFileSync(join(directory, `etc/patch.${patches}`), `${text}\n`);
      // a refresh may be reading the one before
      copyFileSync(file, `${file}.next`);
      execFileSync("tar", ["--append", "-f", `${file}.next`, "-C", directory, `./etc/patch.${patches}`]);
      renameSync(`${file}.next`, file);
    },
    async [Symbol.asyncDispose]() {
      const own = createHash("sha256")
        .update(JSON.stringify([file, ""]))
        .digest("hex")
        .slice(0, 12);
      const names = await docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", `reference=sluice/${own}-*`);
      if (names !== "") await docker("rmi", "-f", ...names.split("\n"));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A page that says on what patch of the base it runs; `condition` may keep it from starting. */
export const patchedPage = (condition: string): string =>
  `web: ${condition} mkdir -p /tmp/www && (cat /etc/patch.* 2>/dev/null || echo unpatched) | tail -n 1 | tee /tmp/www/index.html > /tmp/www/slow && exec serve-static /tmp/www\n`;
