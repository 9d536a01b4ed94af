import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { ownEngine, type OwnEngine } from "./own-engine.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

/** A server that needs no package, so that the engine needs no way to any package registry. */
const server = `use IO::Socket::INET; $| = 1;
my $listener = IO::Socket::INET->new(LocalPort => $ENV{PORT}, LocalAddr => "0.0.0.0", Listen => 20, ReuseAddr => 1) or die "no port: $!";
$SIG{TERM} = sub { exit 0 };
while (my $client = $listener->accept) {
  while (my $line = <$client>) { last if $line =~ /^\\r?\\n$/ }
  print $client "HTTP/1.0 200 OK\\r\\ncontent-type: text/plain\\r\\n\\r\\nTEXT";
  close $client;
}
`;

describe("a container engine that goes away", () => {
  let engine: OwnEngine;
  let on: Installation;
  beforeAll(async () => {
    engine = await ownEngine();
    on = await install({ flags: ["--docker-host", engine.host, "--deploy-seconds", "20"] });
    using work = await tool("steady", "steady");
    expect((await work.push()).said).toContain("Live: ");
  });
  afterAll(async () => {
    engine?.thaw();
    await on?.[Symbol.asyncDispose]();
    await engine?.[Symbol.asyncDispose]();
  });

  async function tool(name: string, text: string): Promise<WorkTree> {
    const work = await workTree(on, name, null);
    work.write("Procfile", "web: perl server.pl\n");
    work.write("server.pl", server.replace("TEXT", text));
    await work.commit(`Say ${text}`);
    return work;
  }
  const answers = (name: string, text: string): Promise<void> =>
    until(`${name} answers`, 60_000, async () => (await visit(on, name).catch(() => null))?.text === text);
  const readiness = async (): Promise<{ ready: boolean; failed: readonly { part: string; found: string }[] }> =>
    (await fetch(`${on.api}/readyz`)).json() as Promise<{ ready: boolean; failed: readonly { part: string; found: string }[] }>;
  const buildsOf = (tool: string) =>
    apiOf(on)
      .call("builds.list", { params: { tool } })
      .catch(() => []);

  it.each(["SIGTERM", "SIGKILL"] as const)("the tools come back by themselves after %s", async (name) => {
    await engine.signal(name);
    await until("the server tells", 30_000, async () => (await readiness()).failed.some(({ part }) => part === "engine"));
    await engine.start();
    await answers("steady", "steady");
    await until("the server is ready", 60_000, async () => (await readiness()).ready);
  });

  it("a build that it was killed under is told as ours, and goes on", async () => {
    using work = await tool("killed", "after the kill");
    // Frozen, so that the build cannot be over before the engine is killed.
    engine.freeze();
    const push = work.push();
    await until("the build runs", 60_000, async () => (await buildsOf("killed"))[0]?.state === "running");
    await engine.signal("SIGKILL");
    await until("the server tells", 30_000, async () => (await readiness()).failed.some(({ part }) => part === "engine"));
    await engine.start();
    const { said } = await push;
    expect(said).toMatch(/This is ours, nothing is lost: .*Trying again in \d+ s/);
    expect(said).toContain("Live: ");
    expect(said).not.toContain("your code");
    await answers("killed", "after the kill");
    expect((await apiOf(on).call("builds.list", { params: { tool: "killed" } }))[0]).toMatchObject({ state: "succeeded", fault: null });
  });

  it("one that accepts and never answers is told within seconds, and what waits goes on when it answers again", async () => {
    engine.freeze();
    const begun = performance.now();
    const { failed } = await readiness();
    expect(failed).toEqual([{ part: "engine", found: expect.stringContaining("no answer") }]);
    expect(performance.now() - begun).toBeLessThan(20_000);
    const doctor = await apiOf(on).call("doctor.show", {});
    expect(doctor.find(({ part }) => part === "engine")).toMatchObject({ state: "fail" });

    using work = await tool("patient", "after the thaw");
    const push = work.push();
    await until("the build has begun", 60_000, async () => (await buildsOf("patient"))[0]?.state === "running");
    engine.thaw();
    expect((await push).said).toContain("Live: ");
    await answers("patient", "after the thaw");
    await until("the server is ready", 60_000, async () => (await readiness()).ready);
  });

  it("a stop is not held up by it", async () => {
    engine.freeze();
    expect(await on.terminate()).toBe(0);
    engine.thaw();
    await on.start();
    await answers("steady", "steady");
  });
});
