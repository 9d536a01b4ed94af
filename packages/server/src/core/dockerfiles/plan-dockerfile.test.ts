import { describe, expect, test } from "vitest";
import { isAllowedBase } from "./allowed-bases.ts";
import { fullName, parseImageName } from "./image-name.ts";
import { planDockerfile, type DockerfilePlan, type DockerfilePolicy } from "./plan-dockerfile.ts";

const policy: DockerfilePolicy = { allowed: true, bases: ["docker.io/library/*", "reg.example:5000/team/*:1.*"], architecture: "amd64" };

async function plan(text: string, build: { target?: string; args?: Record<string, string> } = {}, rules = policy) {
  const source = { files: ["Dockerfile"], read: async () => text };
  return planDockerfile(source, { dockerfile: "Dockerfile", ...build }, rules);
}

async function planned(text: string, build: { target?: string; args?: Record<string, string> } = {}): Promise<DockerfilePlan> {
  const result = await plan(text, build);
  if (result.kind === "refused") throw new Error(result.why.join("\n"));
  return result.dockerfile;
}

async function why(text: string, build: { target?: string } = {}): Promise<string> {
  const result = await plan(text, build);
  return result.kind === "refused" ? result.why.join("\n") : "";
}

const bases = async (text: string, build = {}): Promise<readonly string[]> =>
  (await planned(text, build)).images.map(({ name }) => fullName(name));

describe("a base image", () => {
  test.each([
    ["debian", "docker.io/library/debian:latest"],
    ["debian:13", "docker.io/library/debian:13"],
    ["team/app", "docker.io/team/app:latest"],
    ["index.docker.io/library/debian:13", "docker.io/library/debian:13"],
    ["localhost/x", "localhost/x:latest"],
    ["reg.example:5000/team/app:1.2", "reg.example:5000/team/app:1.2"],
    [`debian@sha256:${"a".repeat(64)}`, `docker.io/library/debian@sha256:${"a".repeat(64)}`],
  ])("%s is %s", (text, name) => {
    const found = parseImageName(text);
    expect(found && fullName(found)).toBe(name);
  });

  test.each(["", "UPPER", "a b", "a:b:c", "../x", "x@sha256:12", "http://reg.example/x", "-x", `${"a/".repeat(300)}a`])(
    "%j is none",
    (text) => expect(parseImageName(text)).toBeNull(),
  );

  test.each([
    ["debian:13", "docker.io/library/debian:*", true],
    ["debian:13", "docker.io/library/debian:13*", true],
    ["debian:12", "docker.io/library/debian:13*", false],
    ["debian", "docker.io/*", false],
    ["evil/debian:13", "docker.io/library/*", false],
    ["reg.example/docker.io/library/debian:13", "docker.io/library/*", false],
    ["docker.io.evil.example/library/debian:13", "docker.io/library/*", false],
    [`debian:13@sha256:${"a".repeat(64)}`, "docker.io/library/debian:13", false],
    [`debian:13@sha256:${"a".repeat(64)}`, "docker.io/library/debian", true],
    ["python:3.13-slim", "docker.io/library/*:3.*-slim", true],
    ["python:3.13", "docker.io/library/*:3.*-slim", false],
  ])("%s under %s: %s", (text, pattern, allowed) => {
    const name = parseImageName(text);
    expect(name !== null && isAllowedBase(name, [pattern])).toBe(allowed);
  });
});

describe("a Dockerfile", () => {
  test("stands on what its stages name, with arguments put in, each once", async () => {
    const text = `# syntax=docker/dockerfile:1
ARG VERSION=12
ARG IMAGE=debian:\${VERSION}
FROM --platform=$BUILDPLATFORM \${IMAGE} AS Build
FROM golang:1 as unused
FROM build
COPY --from=0 /a /b
COPY --from=python:3 /usr/bin/python3 /
RUN --mount=type=bind,from=node:24,target=/n --mount=type=cache,target=/c true
CMD true
`;
    expect(await bases(text)).toEqual(["docker.io/library/debian:12", "docker.io/library/python:3", "docker.io/library/node:24"]);
    expect(await bases(text, { args: { VERSION: "13" } })).toContain("docker.io/library/debian:13");
    expect(await bases(text, { target: "unused" })).toEqual(["docker.io/library/golang:1"]);
  });

  test.each([
    ["FROM quay.io/x/y:1\nCMD a", "Dockerfile line 1: quay.io/x/y:1 is no base image that is allowed here"],
    ["FROM debian\n\nCOPY --from=evil.example/x \\\n  /a /b", "Dockerfile line 3: evil.example/x:latest is no base image"],
    ["FROM debian\nRUN --mount=type=bind,target=/x,from=evil.example/x true", "Dockerfile line 2: evil.example/x:latest is no base image"],
    ["FROM debian\nRUN --mount='from=evil.example/x,target=/x' true", "Dockerfile line 2: evil.example/x:latest is no base image"],
    ["FROM debian\nARG X\nCOPY --from=$X /a /b", "Dockerfile line 3: $X: what files are taken from cannot be a variable"],
    ["ARG X\nFROM $X", "Dockerfile line 2: FROM $X: an ARG in it has no value"],
    ["#syntax=evil.example/frontend\nFROM debian", "Dockerfile line 1: # syntax=evil.example/frontend: only docker/dockerfile"],
    ["FROM evil.example/x AS a\nFROM debian\nCMD true", "Dockerfile line 1: evil.example/x:latest is no base image"],
    ["FROM --platform=linux/s390x debian", "images are built for linux/amd64 only"],
    ["FROM debian\nCOPY --from=3 /a /b", "Dockerfile line 2: there is no stage 3 before this line"],
    ["RUN true\nFROM debian", "Dockerfile line 1: RUN stands before the first FROM"],
    ["FROM debian\nINSTALL x", "Dockerfile line 2: INSTALL is no instruction of a Dockerfile"],
    ["# nothing\n", "Dockerfile line 1: has no FROM"],
  ])("is refused for %j", async (text, problem) => expect(await why(text)).toContain(problem));

  test("is refused with the list of what is allowed", async () => {
    expect(await why("FROM quay.io/x/y")).toContain(
      "Allowed are docker.io/library/*, reg.example:5000/team/*:1.*, and scratch. Take one of them, or ask an admin (--dockerfile-bases).",
    );
    expect(await why("FROM debian AS web\nCMD x", { target: "wbe" })).toContain("has no stage wbe; its stages are web");
  });

  test("is refused where no admin has allowed any, with what to do", async () => {
    const result = await plan("FROM debian", {}, { ...policy, allowed: false });
    expect(result).toMatchObject({
      kind: "refused",
      reason: "Dockerfiles are not built here",
      why: [expect.stringContaining("--dockerfiles on")],
    });
  });

  test("what looks like an instruction in a here-document or a continued line is none", async () => {
    const text = "FROM debian\nRUN <<END cat && \\\n  # FROM evil.example/x\n  true\nFROM evil.example/x\nEND\nCMD a";
    expect(await bases(text)).toEqual(["docker.io/library/debian:latest"]);
    expect(await bases("# escape=`\nFROM debian\nRUN a `\n  FROM evil.example/x\nCMD a")).toEqual(["docker.io/library/debian:latest"]);
  });

  test.each([
    ['CMD ["gunicorn", "-b", "0.0.0.0:80", "a b"]', "gunicorn -b 0.0.0.0:80 'a b'"],
    ["CMD gunicorn -b :$PORT", "gunicorn -b :$PORT"],
    ['ENTRYPOINT ["/run.sh"]\nCMD ["serve"]', "/run.sh serve"],
    ['CMD ["old"]\nENTRYPOINT ["/run.sh"]', "/run.sh old"],
    ['ENTRYPOINT /run.sh $HOME\nCMD ["serve"]', "/run.sh $HOME"],
    ['ENTRYPOINT ["/run.sh"]\nCMD serve it', "/run.sh /bin/sh -c 'serve it'"],
  ])("%j starts %s", async (lines, command) => expect((await planned(`FROM debian\n${lines}\n`)).start.command?.text).toBe(command));

  test("what a stage below says of how it runs holds, but for the arguments of another program", async () => {
    const text = 'FROM debian AS one\nEXPOSE 53/udp $P 8080/tcp\nUSER 1000\nCMD ["x"]\nFROM one\nHEALTHCHECK CMD true\n';
    const { start } = await planned(text);
    expect(start).toMatchObject({ command: { text: "x", line: 4 }, port: { number: 8080 }, user: { name: "1000" } });
    expect(start.ignored).toEqual([{ line: 6, text: expect.stringContaining("HEALTHCHECK is not used") }]);
    expect((await planned(`${text}ENTRYPOINT ["y"]\n`)).start.command?.text).toBe("y");
    expect((await planned("FROM debian AS a\nCMD x\nFROM debian\n")).start.command).toBeNull();
    expect((await planned("FROM debian\nARG P=1\nENV P=5000\nEXPOSE $P\nCMD x")).start.port?.number).toBe(5000);
  });

  test("takes no time to look at, however it is written", async () => {
    const long = `FROM debian\nRUN ${"--mount=type=a,from=".repeat(500)}\nRUN ${"\\\n".repeat(2000)} x\nENV ${'a="'.repeat(3000)}\n`;
    const begun = performance.now();
    await plan(long);
    await plan(`FROM ${"$".repeat(5000)}{A:-`.concat("b"));
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
