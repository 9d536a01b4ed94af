import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDocker, type Docker } from "../../src/adapters/engine-docker/docker.ts";
import { ensureBase } from "../../src/adapters/engine-docker/images/base-image.ts";
import { importAppImage } from "../fixtures/app-image.ts";
import { startOpenRegistry } from "./open-registry.ts";

const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const cache = process.env["SLUICE_TEST_CACHE"] ?? join(tmpdir(), "sluice-test-cache");
const real = connectDocker(dockerHost);
/** The engine's own base images are everybody's: here they have a name of their own, and are not there yet. */
const repository = `sluice-test/base-${randomBytes(4).toString("hex")}`;
const docker: Docker = {
  ...real,
  imageLabels: async () => null,
  tag: (name, _repository, tag) => real.tag(name, repository, tag),
};

let registry: Awaited<ReturnType<typeof startOpenRegistry>>;
let directory = "";
let id = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-base-"));
  registry = await startOpenRegistry(join(cache, "bin", "docker-registry"));
  id = await importAppImage(dockerHost);
});
afterAll(async () => {
  await real.untag(`${repository}:debian-12`);
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test("a base image is pulled from the registry that the admin names, and nothing is made", async () => {
  const source = `${registry.host}/debian:12-slim`;
  await real.tag(id, `${registry.host}/debian`, "12-slim");
  await real.push(source, {});
  await real.untag(source);
  const said: string[] = [];
  await ensureBase(docker, "debian-12", {
    cache: directory,
    source: () => source,
    progress: (text) => said.push(text),
    stop: new AbortController().signal,
  });
  expect(said).toEqual([`base image debian-12: pulling ${source}`]);
  expect(await real.imageId(`${repository}:debian-12`)).toBe(await real.imageId(source));
  await real.untag(source);
});
