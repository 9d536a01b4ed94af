import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { sluice } from "../docker/command.ts";
import { workTree } from "../docker/work-tree.ts";

interface Listed {
  readonly bomFormat: string;
  readonly components: readonly { readonly purl: string }[];
  readonly metadata: { readonly component: { readonly version: string } };
}

const on = inject("server");
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-sbom-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("lists Debian's and the language's packages of what is live, and of a build's image", async () => {
  using work = await workTree(on, "listed", "python-flask");
  expect((await work.push()).code).toBe(0);

  const words = await sluice(on, directory, ["sbom", "listed"]);
  expect(words.said).toMatch(/^\d+ packages: .*\d+ pypi/);
  expect(words.said).toMatch(/\n +pypi +flask +\d/);
  expect(words.exit).toBe(0);

  const list = await sluice(on, directory, ["sbom", "listed", "--format", "cyclonedx"]);
  const { bomFormat, components, metadata } = JSON.parse(list.said) as Listed;
  expect(bomFormat).toBe("CycloneDX");
  expect(metadata.component.version).toMatch(/^[0-9a-f]{40}$/);
  const purls = components.map(({ purl }) => purl);
  expect(purls).toContainEqual(expect.stringMatching(/^pkg:pypi\/gunicorn@\d/));
  expect(purls).toContainEqual(expect.stringMatching(/^pkg:deb\/debian\/libc6@\d.*arch=/));
  expect(purls).toContainEqual(expect.stringMatching(/^pkg:deb\/debian\/python3@\d/));

  const none = await sluice(on, directory, ["sbom", "listed", "--build", "999999"]);
  expect(none.said).toContain("listed has no build 999999");
  expect(none.exit).toBe(1);
}, 600_000);
