import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { baseRegistry } from "./base-registry.ts";
import { sluice } from "./cli.ts";
import { buildContainers, docker } from "./containers.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const tool = "by-file";
const page = `use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 50, ReuseAddr => 1) or die "no port: $!";
open(my $file, "<", "/srv/text") or die; my $text = <$file>;
while (my $client = $server->accept) { <$client>; print $client "HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n$text $<"; close $client }
`;

describe("a tool with a Dockerfile", () => {
  let bases: Awaited<ReturnType<typeof baseRegistry>>;
  let on: Installation;
  let work: WorkTree;
  const dockerfile = (text: string, more = ""): string =>
    `FROM ${bases.debian}\nRUN mkdir -p /srv && echo ${text} > /srv/text\n${more}COPY page.pl /srv/\nEXPOSE 8123\nCMD ["perl", "/srv/page.pl"]\n`;

  beforeAll(async () => {
    bases = await baseRegistry();
    on = await install({ flags: ["--dockerfiles", "on", "--dockerfile-bases", bases.pattern, "--images-ahead", "false"] });
    work = await workTree(on, tool, null);
    work.write("sluice.yaml", "build: { dockerfile: Dockerfile }\n");
    work.write("page.pl", page);
  }, 300_000);
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await bases?.[Symbol.asyncDispose]();
  });

  it("is built and served by a push, and signed with what it stands on", async () => {
    work.write("Dockerfile", dockerfile("one"));
    await work.commit("Begin");
    const { code, said } = await work.push();
    expect(said).toContain(`Found Dockerfile on ${bases.debian}, web process: perl /srv/page.pl (Dockerfile line 5)`);
    expect(said).toContain("its processes run as 1000:1000");
    expect(said).toContain("web: 1 of 1 healthy");
    expect(code).toBe(0);
    expect((await visit(on, tool)).text).toBe("one\n 1000");
    const [build] = await apiOf(on).call("builds.list", { params: { tool } });
    const shown = await sluice(on, ["provenance", tool, "--json"]);
    expect(shown.stdout).toContain(`docker://${bases.debian}`);
    expect(build?.image).toMatch(/^sha256:/);
    const rebased = await sluice(on, ["rebase", tool]);
    expect(rebased.code).not.toBe(0);
    expect(rebased.stderr).toContain("its Dockerfile says what it stands on");
  }, 300_000);

  it("keeps what is live when a step fails, and says where and why", async () => {
    work.write("Dockerfile", dockerfile("two", "RUN echo the reason; exit 3\n"));
    await work.commit("Break it");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    expect(said).toMatch(/remote: {3}the reason *\nremote: Failed: /);
    expect(said).toContain("Failed: Dockerfile line 3: RUN echo the reason; exit 3 failed (exit 3) (your code)");
    expect(said).toContain("v1 keeps serving");
    work.write("Dockerfile", "FROM debian:13\nCMD true\n");
    await work.commit("Take another base");
    const refused = await work.push();
    expect(refused.said).toContain("Dockerfile line 1: docker.io/library/debian:13 is no base image that is allowed here");
    expect(refused.said).toContain(`Allowed are ${bases.pattern}, and scratch`);
    expect((await visit(on, tool)).text).toBe("one\n 1000");
  }, 300_000);

  it("is built once more, alone and to its end, when the server is killed in the middle", async () => {
    const api = apiOf(on);
    const builds = () => api.call("builds.list", { params: { tool }, query: { limit: 1 } });
    const logOf = async (build: number): Promise<readonly string[]> =>
      (await Array.fromAsync(api.stream("builds.log", { params: { tool, build } }))).map(({ text }) => text);
    const [before] = await builds();
    work.write("Dockerfile", dockerfile("three", "RUN echo in the middle; touch /half; sleep 5\n"));
    const commit = await work.commit("Take some time");
    const push = work.push();
    await until("the builder is in the middle", 240_000, async () => {
      const [build] = await builds();
      return build !== undefined && build.id !== before?.id && (await logOf(build.id)).includes("in the middle");
    });
    const [container] = await buildContainers(on);
    // in the middle still when the next server begins, however slow that is
    await docker("pause", container?.id ?? "");
    const pid = await docker("inspect", "--format", "{{.State.Pid}}", container?.id ?? "");
    await on.kill();
    expect((await push).code).not.toBe(0);
    await on.start();
    const again = await work.push();
    expect(again.code, again.said).toBe(0);
    const [build] = await builds();
    expect(build).toMatchObject({ commit, state: "succeeded" });
    const log = await logOf(build?.id ?? 0);
    expect(log.filter((line) => line === "in the middle")).toHaveLength(2);
    expect(log).toContain("The server was started again; this build goes on.");
    expect((await visit(on, tool)).text).toBe("three\n 1000");
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    await until("no container and no directory of a build is left", 60_000, async () => {
      const directories = readdirSync(join(on.directory, "builds")).filter((name) => /^\d+$/.test(name));
      return (await buildContainers(on)).length === 0 && directories.length === 0;
    });
    expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(join(on.directory, "caches"));
    const graph = join(on.directory, "caches", tool, "dockerfile", "graph");
    expect(JSON.parse(readFileSync(join(graph, "overlay-containers", "volatile-containers.json"), "utf8"))).toEqual([]);
  }, 600_000);
});
