import type { TestProject } from "vitest/node";
import { install } from "../docker/installation.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server that all language suites push to. */
    server: { readonly directory: string; readonly api: string; readonly token: string; readonly routerPort: number };
  }
}

/** One server for all suites of a run: the images that one language needs are made once. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const on = await install({ flags: ["--deploy-seconds", "60"] });
  project.provide("server", { directory: on.directory, api: on.api, token: on.token, routerPort: on.routerPort });
  return async () => on[Symbol.asyncDispose]();
}
