import type { AddressInfo } from "node:net";
import type { Run } from "@sluice/contract";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./cli.ts";
import { install, type Installation } from "./installation.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const tool = "timed";
const manifest = `jobs:
  report: { command: "echo counted 42; echo a warning >&2", schedule: "0 3 * * *", timezone: Europe/Berlin }
  broken: { command: "echo cannot go on; exit 7", schedule: "@yearly" }
  long: { command: "echo begins; sleep 8; echo is done; exit 5", schedule: "@yearly" }
  minutely: { command: "echo tick", schedule: "* * * * *" }
`;

describe("a tool with jobs", () => {
  let on: Installation;
  let work: WorkTree;
  let smtp: SMTPServer;
  const mails: string[] = [];

  beforeAll(async () => {
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData(stream, _session, done) {
        let raw = "";
        stream.setEncoding("utf8");
        stream.on("data", (part: string) => void (raw += part));
        stream.on("end", () => {
          mails.push(raw);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
    const { port } = smtp.server.address() as AddressInfo;
    on = await install({ flags: ["--smtp", `smtp://127.0.0.1:${port}`, "--mail-from", "Sluice <sluice@example.org>"] });
    work = await workTree(on, tool, "static");
    work.write("sluice.yaml", manifest);
    await work.commit("Run things by the clock");
    const { code, said } = await work.push();
    expect(said).toContain("Live: ");
    expect(code).toBe(0);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await new Promise<void>((resolve) => (smtp === undefined ? resolve() : smtp.close(() => resolve())));
  });

  const command = (...args: readonly string[]) => sluice(on, [...args.slice(0, 2), "-t", tool, ...args.slice(2)]);
  const newest = async (job: string): Promise<Run | undefined> =>
    (await apiOf(on).call("runs.list", { params: { tool }, query: { job, limit: 1 } }))[0];

  it("lists them with their next time, and runs one now with its output and errors apart", async () => {
    const list = await command("jobs", "list");
    expect(list.stdout).toMatch(/^report +0 3 \* \* \* Europe\/Berlin +last: never +next: /m);
    const run = await command("jobs", "run", "report");
    expect(run).toMatchObject({ code: 0, stdout: "counted 42\n" });
    expect(run.stderr).toContain("a warning\n");
    expect((await command("jobs", "list")).stdout).toMatch(/^report .*last: succeeded/m);
    expect((await sluice(on, ["status", "-t", tool])).stdout).toMatch(/^ {2}report .*last: succeeded/m);
  });

  it("runs a command once in the live image and hands its exit code through", async () => {
    const well = await sluice(on, ["run", "-t", tool, "--", "echo", "hello from", "here"]);
    expect(well).toMatchObject({ code: 0, stdout: "hello from here\n" });
    expect((await sluice(on, ["run", "-t", tool, "exit 9"])).code).toBe(9);
  });

  it("writes one mail when a job fails, and none the second time", async () => {
    expect((await command("mail", "set", "on-failure", "ann@example.org")).stdout).toContain("ann@example.org");
    expect((await command("jobs", "run", "broken")).code).toBe(7);
    await until("a mail has come", 30_000, () => mails.length === 1);
    expect(mails[0]).toContain("Subject: broken of timed failed");
    expect(mails[0]).toContain("cannot go on");
    expect((await command("jobs", "run", "broken")).code).toBe(7);
    expect((await command("jobs", "run", "report")).code).toBe(0);
    expect(mails).toHaveLength(1);
  });

  it("a server that is killed in the middle of a run loses neither its log nor its exit code", async () => {
    const { stdout } = await command("jobs", "run", "long", "--detach");
    const id = /^Run (\d+) /.exec(stdout)?.[1] ?? "";
    await until("it has begun", 60_000, async () => (await command("runs", "log", id)).stdout.includes("begins"));
    await on.kill();
    await on.start();
    const followed = await command("runs", "log", id, "-f");
    expect(followed).toMatchObject({ code: 5, stdout: "begins\nis done\n" });
    expect(await newest("long")).toMatchObject({ state: "failed", exitCode: 5, attempts: 1, fault: "code" });
  });

  it("a job of every minute comes by itself", async () => {
    await until("it has run", 100_000, async () => (await newest("minutely"))?.state === "succeeded");
    const run = await newest("minutely");
    expect(run).toMatchObject({ cause: "schedule", exitCode: 0 });
    expect(Date.parse(run?.scheduled ?? "") % 60_000).toBe(0);
  });

  it("a tool that is deleted ends its runs first", async () => {
    await command("jobs", "run", "long", "--detach");
    const deleted = await sluice(on, ["tools", "delete", tool, "--yes"]);
    expect(deleted).toMatchObject({ code: 0 });
    await expect(apiOf(on).call("runs.list", { params: { tool } })).rejects.toMatchObject({ code: "not-found" });
  });
});
