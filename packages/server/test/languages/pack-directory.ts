import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileLanguages } from "../../src/core/languages/compile.ts";
import type { Language } from "../../src/core/languages/language.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Compiled buildpacks with a source, a platform and layers, as the lifecycle would start them. */
export interface PackDirectory extends AsyncDisposable {
  readonly root: string;
  pack(languages: readonly Language[]): Promise<void>;
  /** Writes files below a folder of the root: `app`, `platform/env`. */
  write(folder: string, files: Readonly<Record<string, string>>): Promise<void>;
  run(language: string, what: "detect" | "build", env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** A path in a language's layers. */
  layer(language: string, path: string): string;
}

export async function packDirectory(): Promise<PackDirectory> {
  const root = await mkdtemp(join(tmpdir(), "sluice-pack-"));
  const layer = (language: string, path: string): string => join(root, "layers", language, path);
  return {
    root,
    layer,
    async pack(languages) {
      for (const file of compileLanguages(languages).files) {
        const path = join(root, "packs", file.path);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, file.text, { mode: file.executable ? 0o755 : 0o644 });
      }
    },
    async write(folder, files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(root, folder, path)), { recursive: true });
        await writeFile(join(root, folder, path), text);
      }
    },
    async run(language, what, more = {}) {
      const home = join(root, "packs", `sluice_${language}`, "0.1.0");
      await mkdir(layer(language, ""), { recursive: true });
      const env = {
        PATH: "/usr/local/bin:/usr/bin:/bin",
        HOME: root,
        CNB_BUILDPACK_DIR: home,
        CNB_LAYERS_DIR: join(root, "layers", language),
        CNB_PLATFORM_DIR: join(root, "platform"),
        ...more,
      };
      return new Promise((resolve) => {
        execFile(join(home, "bin", what), { cwd: join(root, "app"), env }, (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out: stdout + stderr });
        });
      });
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
