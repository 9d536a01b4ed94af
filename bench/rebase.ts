import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeAddress } from "../tools/demo/free-address.ts";
import { report } from "./measure/figures.ts";
import { openRegistry } from "./measure/open-registry.ts";
import { rebaseMany, removeImagesOf } from "./measure/rebase-many.ts";

const images = Number(process.env["SLUICE_BENCH_IMAGES"] ?? 1000);
const cache = process.env["SLUICE_TEST_CACHE"] ?? "";
const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";

/** Images of a base of one's own have names that carry its hash. */
const prefixOf = (base: string): string =>
  `sluice/${createHash("sha256")
    .update(JSON.stringify([base, ""]))
    .digest("hex")
    .slice(0, 12)}-`;

const directory = mkdtempSync(join(tmpdir(), "sluice-bench-rebase-"));
try {
  await using registry = await openRegistry(cache, directory, Number((await freeAddress(0)).split(":")[1]));
  report("rebase", { many: await rebaseMany({ directory, cache, registry: registry.host, dockerHost }, images) });
} finally {
  await removeImagesOf(dockerHost, prefixOf(join(directory, "base.tar")));
  rmSync(directory, { recursive: true, force: true });
}
