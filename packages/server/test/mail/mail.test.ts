import { expect, onTestFinished, test } from "vitest";
import { smtpMailer } from "../../src/adapters/mail-smtp/smtp-mailer.ts";
import { sendMail } from "../../src/core/mail/outbox.ts";
import { RefusedMail } from "../../src/core/ports/mail.ts";
import { foo, openJobs, stillClock } from "../jobs/open-jobs.ts";
import { freePort } from "../contracts/free-port.ts";
import { refusal, smtpServer } from "./smtp-server.ts";

const mail = { to: ["ann@example.org", "bob@example.org"], subject: "nightly of foo failed", text: "It ended with exit code 3.\nBöse.\n" };
const from = "Sluice <sluice@example.org>";

async function openOutbox(url: string) {
  const clock = stillClock("2026-05-01T10:00:00.000Z");
  const place = await openJobs(clock);
  onTestFinished(() => place[Symbol.asyncDispose]());
  const problems: string[] = [];
  const mailer = smtpMailer({ url, from, timeoutMs: 10_000 });
  const onProblem = (what: string, error: unknown): void => void problems.push(`${what}: ${String(error)}`);
  const deps = { store: place.store, mailer, clock, installation: "ab12", onProblem };
  return {
    store: place.store,
    clock,
    problems,
    send: () => sendMail(deps),
    add: () => place.store.addMail({ tool: foo, ...mail }, clock.now()),
  };
}

test("a mail arrives whole, once, with what keeps answering machines quiet", async () => {
  const server = await smtpServer();
  const outbox = await openOutbox(`smtp://127.0.0.1:${server.port}`);
  await outbox.add();
  await outbox.send();
  await outbox.send();
  expect(outbox.problems).toEqual([]);
  expect(server.received).toMatchObject([{ from: "sluice@example.org", to: ["ann@example.org", "bob@example.org"] }]);
  const raw = server.received[0]?.raw ?? "";
  expect(raw).toContain("Subject: nightly of foo failed");
  expect(raw).toContain("From: Sluice <sluice@example.org>");
  expect(raw).toContain("Auto-Submitted: auto-generated");
  expect(raw).toMatch(/Message-ID: <1\.ab12@example\.org>/i);
  expect(raw).toContain("It ended with exit code 3.");
});

test("signs in with the name and password of the URL", async () => {
  const seen: string[] = [];
  const server = await smtpServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      seen.push(`${auth.username}:${auth.password}`);
      done(null, { user: auth.username });
    },
  });
  await smtpMailer({ url: `smtp://sluice:p%40ss@127.0.0.1:${server.port}`, from }).send(mail, "1.x");
  expect(seen).toEqual(["sluice:p@ss"]);
  expect(server.received).toHaveLength(1);
});

test("a server that is away delays a mail and loses none", async () => {
  const outbox = await openOutbox(`smtp://127.0.0.1:${await freePort()}`);
  await outbox.add();
  await outbox.send();
  expect(outbox.problems).toHaveLength(1);
  expect(outbox.problems[0]).not.toContain("given up");
  outbox.clock.move(5 * 60_000);
  expect(await outbox.store.takeMail(outbox.clock.now(), outbox.clock.now())).toMatchObject({ ...mail, tries: 2 });
});

test("a server that is busy gets the mail later", async () => {
  let busy = true;
  const server = await smtpServer({ onMailFrom: (_address, _session, done) => done(busy ? refusal(451, "busy") : null) });
  const outbox = await openOutbox(`smtp://127.0.0.1:${server.port}`);
  await outbox.add();
  for (const isBusy of [true, true, false]) {
    busy = isBusy;
    await outbox.send();
    await outbox.send();
    outbox.clock.move(5 * 60_000);
  }
  expect(server.received).toHaveLength(1);
  expect(outbox.problems).toHaveLength(2);
});

test("what the server refuses for good is given up and said", async () => {
  const server = await smtpServer({ onRcptTo: (_address, _session, done) => done(refusal(550, "no such mailbox")) });
  const outbox = await openOutbox(`smtp://127.0.0.1:${server.port}`);
  await outbox.add();
  await outbox.send();
  expect(outbox.problems).toHaveLength(1);
  expect(outbox.problems[0]).toContain("given up");
  outbox.clock.move(24 * 3600_000);
  await outbox.send();
  expect(outbox.problems).toHaveLength(1);
});

test("one address that is refused costs the others nothing, and is told", async () => {
  const server = await smtpServer({
    onRcptTo: (address, _session, done) => done(address.address.startsWith("bob") ? refusal(550, "no such mailbox") : null),
  });
  const mailer = smtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from });
  expect(await mailer.send(mail, "1.x")).toEqual({ refused: ["bob@example.org"] });
  expect(server.received).toMatchObject([{ to: ["ann@example.org"] }]);
});

test("a mail that the server takes and then refuses is final, a wrong password is not", async () => {
  const server = await smtpServer({
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(refusal(535, "wrong password")),
    onData(stream, _session, done) {
      stream.resume();
      stream.on("end", () => done(refusal(554, "looks like spam")));
    },
  });
  const at = `127.0.0.1:${server.port}`;
  await expect(smtpMailer({ url: `smtp://${at}`, from }).send(mail, "1.x")).rejects.toBeInstanceOf(RefusedMail);
  const wrong = smtpMailer({ url: `smtp://sluice:wrong@${at}`, from }).send(mail, "1.x");
  await expect(wrong).rejects.not.toBeInstanceOf(RefusedMail);
});
