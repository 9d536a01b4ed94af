import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

describe("signatures of images", { timeout: 400_000 }, () => {
  let on: Installation;
  let work: WorkTree;
  const said = async (...args: readonly string[]) => {
    const done = await sluice(on, work.directory, args);
    expect(done).toMatchObject({ exit: 0 });
    return done.said;
  };
  beforeAll(async () => {
    on = await install({ flags: ["--signatures", "off"] });
    work = await workTree(on, "foo", null);
    for (const [path, text] of Object.entries(plainApp("the first"))) work.write(path, text);
    await work.commit("Begin before images are signed");
    expect((await work.push()).code).toBe(0);
    expect(await said("provenance", "foo")).toMatch(/signatures +none/);
    const { directory } = on;
    await on.terminate();
    on = await install({ directory, flags: ["--signatures", "required"] });
    work[Symbol.dispose]();
    work = await workTree(on, "foo", null);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    if (on !== undefined) rmSync(on.directory, { recursive: true, force: true });
  });

  it("what was live before goes on, and a release of an unsigned image is refused while the old one serves", async () => {
    await until("the tool is up again", 60_000, async () => (await visit(on, "foo")).text === "the first");
    const refused = await sluice(on, work.directory, ["env", "set", "SHOWN=yes", "-t", "foo"]);
    expect(refused.exit).not.toBe(0);
    expect(refused.said).toContain("the image is not signed");
    expect((await visit(on, "foo")).text).toBe("the first");
  });

  it("a push signs the image, and provenance says which commit it came from", async () => {
    for (const [path, text] of Object.entries(plainApp("the second"))) work.write(path, text);
    const commit = await work.commit("Say the second");
    const pushed = await work.push(undefined, "--force");
    expect(pushed.said).toContain("Live:");
    expect((await visit(on, "foo")).text).toBe("the second");
    expect(await said("provenance", "foo")).toContain(`urn:sluice:tool:foo at ${commit.slice(0, 7)}`);
    const statement = JSON.parse(await said("provenance", "foo", "--statement")) as { subject: { digest: { sha256: string } }[] };
    const [live] = await apiOf(on).call("releases.list", { params: { tool: "foo" }, query: { limit: 1 } });
    expect(`sha256:${statement.subject[0]?.digest.sha256 ?? ""}`).toBe(live?.image);
    expect(JSON.parse(await said("provenance", "foo", "--bundle"))).toMatchObject({
      dsseEnvelope: { payloadType: "application/vnd.in-toto+json" },
    });
    expect(await said("signing-key")).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });

  it("a promoted image brings its signature along", async () => {
    await said("tools", "create", "foo-next");
    await said("promote", "foo", "foo-next");
    expect((await visit(on, "foo-next")).text).toBe("the second");
    expect(await said("provenance", "foo-next")).toContain("urn:sluice:build:v1");
  });

  it("a tool with keys takes commits only that one of them signed, and promotions of such", async () => {
    const git = (...args: readonly string[]) => promisify(execFile)("git", args, { cwd: work.directory });
    const key = join(mkdtempSync(join(tmpdir(), "sluice-key-")), "ada");
    await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ada@example.org", "-f", key]);
    expect(await said("signers", "add", `${key}.pub`, "-t", "foo")).toContain("ada@example.org (SHA256:");
    await work.commit("Without a signature");
    const refused = await work.push();
    expect(refused.code).not.toBe(0);
    expect(refused.said).toContain("is not signed");
    expect(refused.said).toContain("git config gpg.format ssh");
    expect((await visit(on, "foo")).text).toBe("the second");

    await said("signers", "add", `${key}.pub`, "-t", "foo-next");
    const promoted = await sluice(on, work.directory, ["promote", "foo", "foo-next"]);
    expect(promoted.said).toContain("foo-next takes what was built from signed commits only");

    await git("config", "gpg.format", "ssh");
    await git("config", "user.signingKey", `${key}.pub`);
    await git("config", "commit.gpgSign", "true");
    await work.commit("With a signature");
    expect((await work.push()).said).toContain("Live:");
    await said("promote", "foo", "foo-next");
    expect(await said("signers", "list", "-t", "foo")).toMatch(/ssh +SHA256:\S+ +ada@example.org +added by admin/);
    const id = (await apiOf(on).call("signers.list", { params: { tool: "foo" } }))[0]?.id ?? "";
    expect(await said("signers", "remove", id, "-t", "foo")).toContain("Commits need no signature now");
    rmSync(dirname(key), { recursive: true });
  });

  it("a tool with keys that deploys tags takes signed ones only", async () => {
    const git = (...args: readonly string[]) => promisify(execFile)("git", args, { cwd: work.directory });
    const folder = mkdtempSync(join(tmpdir(), "sluice-key-"));
    const key = join(folder, "grace");
    await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "grace@example.org", "-f", key]);
    await said("signers", "add", `${key}.pub`, "-t", "foo");
    for (const [name, value] of Object.entries({
      "user.signingKey": `${key}.pub`,
      "user.name": "Grace",
      "user.email": "grace@example.org",
    }))
      await git("config", name, value);
    for (const [path, text] of Object.entries({ ...plainApp("the tagged"), "sluice.yaml": 'on: { tag: "v*" }\n' })) work.write(path, text);
    await work.commit("Deploy tags");
    await git("-c", "tag.gpgSign=false", "tag", "v1");
    const refused = await work.push("v1");
    expect(refused.code).not.toBe(0);
    expect(refused.said).toContain("tag v1 is a lightweight one, which has no signature");
    expect(refused.said).toContain("git tag --force --sign -m v1 v1 v1^{commit}");
    await git("tag", "--force", "--sign", "-m", "v1", "v1", "v1^{commit}");
    const pushed = await work.push("v1");
    expect(pushed.code, pushed.said).toBe(0);
    expect((await visit(on, "foo")).text).toBe("the tagged");
    const id = (await apiOf(on).call("signers.list", { params: { tool: "foo" } }))[0]?.id ?? "";
    await said("signers", "remove", id, "-t", "foo");
    rmSync(folder, { recursive: true });
  });

  it("says that nothing was signed of what was built before", async () => {
    const [first] = (await apiOf(on).call("builds.list", { params: { tool: "foo" }, query: {} })).toReversed();
    const none = await sluice(on, work.directory, ["provenance", "foo", "--build", String(first?.id), "--bundle"]);
    expect(none.exit).not.toBe(0);
    expect(none.said).toContain("Push its commit again");
  });
});
