import { expect, test } from "vitest";
import { job, line, run, status } from "./played.ts";
import { type Answers, playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const log = [
  line(0, "working", ""),
  { ...line(1, "no such file", ""), stream: "stderr" },
  { ...line(2, "It ended with exit code 3.", ""), stream: "sluice" },
];
const failed = run(13, { state: "failed", fault: "code", exitCode: 3, reason: "It ended with exit code 3.", job: null, cause: "manual" });

async function sluice(answers: Answers, args: readonly string[]) {
  await using server = await playServer(answers);
  await using home = await ciHome(server.url);
  return { ...(await home.sluice([...args, "-t", "hello"])), asked: [...server.asked] };
}

test("run follows the command's output and hands its exit code through", async () => {
  const answers: Answers = {
    "runs.create": () => run(13, { state: "queued", job: null }),
    "runs.log": () => log,
    "runs.show": () => failed,
  };
  await using server = await playServer(answers);
  await using home = await ciHome(server.url);
  const said = await home.sluice(["run", "-t", "hello", "--memory", "1Gi", "--", "python", "manage.py", "say", "it's me"]);
  expect(said).toMatchObject({ exit: 3, stdout: "working\n" });
  expect(said.stderr).toContain("no such file\nIt ended with exit code 3.\n");
  expect(server.asked[0]).toMatchObject({
    name: "runs.create",
    body: { command: "python manage.py say 'it'\\''s me'", memory: "1Gi", cpu: "500m", timeout: 3600 },
  });
});

test("one word is a line for the shell, and --detach does not wait", async () => {
  const answers: Answers = { "runs.create": () => run(13, { state: "queued" }) };
  const said = await sluice(answers, ["run", "--detach", "ls | wc -l"]);
  expect(said).toMatchObject({ exit: 0, stdout: "Run 13 of hello is queued. Its log: sluice runs log -f 13 -t hello\n" });
  expect(said.asked[0]?.body).toMatchObject({ command: "ls | wc -l" });
});

test.each([
  [{ state: "succeeded", exitCode: 0 }, 0],
  [{ state: "failed", fault: "platform", exitCode: null }, 4],
  [{ state: "timed-out", fault: "code", exitCode: 143 }, 5],
  [{ state: "cancelled", exitCode: null }, 1],
])("a followed run that ends as %j exits with %i", async (end, exit) => {
  const answers: Answers = { "jobs.run": () => run(13, { state: "queued" }), "runs.log": () => log, "runs.show": () => run(13, end) };
  expect((await sluice(answers, ["jobs", "run", "nightly"])).exit).toBe(exit);
});

test("a wrong size is refused before anything is asked", async () => {
  const said = await sluice({}, ["run", "--memory", "lots", "true"]);
  expect(said).toMatchObject({ exit: 2, asked: [] });
  expect(said.stderr).toContain("memory: must be like 512Mi or 1Gi.");
});

test("jobs list shows the schedule, the last result and the next time in the reader's zone", async () => {
  const jobs = [job({ timezone: "Europe/Berlin" }), job({ name: "weekly", pausedBy: "ada", next: null, last: null })];
  const { stdout } = await sluice({ "jobs.list": () => jobs }, ["jobs", "list"]);
  expect(stdout).toMatch(/^nightly {2}@daily Europe\/Berlin {2}last: succeeded, 2 min, .+ {2}next: 2099-03-02 01:00 \(in .+\)\n/);
  expect(stdout).toMatch(/\nweekly {3}@daily +last: never +paused by ada\n$/);
});

test("status tells of jobs", async () => {
  expect((await sluice({ "tools.status": () => status() }, ["status"])).stdout).toMatch(/\n {2}nightly {2}@daily {2}last: succeeded/);
});

test("a job with its last runs, a run, and the runs of a job", async () => {
  const answers: Answers = { "jobs.show": () => job(), "runs.list": () => [run(12), failed], "runs.show": () => failed };
  const shown = await sluice(answers, ["jobs", "show", "nightly"]);
  expect(shown.stdout).toContain("  13  failed (exit 3)");
  expect(shown.asked[1]?.query).toMatchObject({ job: "nightly", limit: "5" });
  expect((await sluice(answers, ["runs", "show", "#13"])).stdout).toContain("  exit code  3\n");
  expect((await sluice(answers, ["runs", "list", "--job", "nightly"])).stdout).toContain("12  succeeded        nightly");
});

test("runs log shows what a run printed without waiting; cancel and retry act on it", async () => {
  const answers: Answers = {
    "runs.log": () => log,
    "runs.show": () => failed,
    "runs.cancel": () => run(13, { state: "cancelled" }),
    "runs.retry": () => run(14, { state: "queued" }),
  };
  expect(await sluice(answers, ["runs", "log", "13"])).toMatchObject({ exit: 0, stdout: "working\n" });
  expect((await sluice(answers, ["runs", "log", "-f", "13"])).exit).toBe(3);
  expect((await sluice(answers, ["runs", "cancel", "13"])).stdout).toBe("Cancelled run 13 of hello.\n");
  expect((await sluice(answers, ["runs", "retry", "13", "-d"])).stdout).toContain("Run 14 of hello is queued.");
});

test("pausing and resuming say what comes next", async () => {
  const answers: Answers = { "jobs.pause": () => job({ pausedBy: "ada", next: null }), "jobs.resume": () => job() };
  expect((await sluice(answers, ["jobs", "pause", "nightly"])).stdout).toBe("nightly of hello: paused by ada\n");
  expect((await sluice(answers, ["jobs", "resume", "nightly"])).stdout).toContain("nightly of hello: next: 2099-03-02 01:00");
});

test("mail is set for many or nobody, and says when none can be sent", async () => {
  const answers: Answers = {
    "mail.set": ({ body }) => ({ ...(body as object), canSend: false }),
    "mail.show": () => ({ onFailure: [], canSend: true }),
  };
  const set = await sluice(answers, ["mail", "set", "on-failure", "you@example.org"]);
  expect(set.stdout).toBe("When a job of hello fails: you@example.org\nNo mail is sent: the server has no --smtp. Ask an admin.\n");
  expect((await sluice(answers, ["mail", "show"])).stdout).toBe("hello writes to nobody.\n");
});
