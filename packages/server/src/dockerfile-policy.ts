import { arch } from "node:process";
import type { Values } from "./config/options.ts";
import type { DockerfilePolicy } from "./core/dockerfiles/plan-dockerfile.ts";

/** What Go, and so every image, calls this machine's architecture. */
const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** What the options say of Dockerfiles. */
export function dockerfilePolicy(values: Pick<Values, "dockerfiles" | "dockerfile-bases">): DockerfilePolicy {
  return { allowed: values.dockerfiles === "on", bases: values["dockerfile-bases"], architecture: architectures[arch] ?? arch };
}
