import { expect, test } from "vitest";
import type { TestRequest } from "../../src/core/ports/engine.ts";
import { type EngineUnderTest, runOne } from "./engine.contract.ts";
import { expectShutIn, lookAround } from "./engine-shut-in.ts";

const app = {
  "app.sh": "exec sleep 1000\n",
  lock: "one\n",
  "build.sh": 'echo made > made; mkdir -p "$CNB_LAYERS_DIR/extra"; echo kept > "$CNB_LAYERS_DIR/extra/kept"\n',
};
const tests = (commands: readonly string[], more: Partial<TestRequest> = {}): { tests: TestRequest } => ({
  tests: { stages: [{ name: null, commands, needs: [], env: {} }], seconds: 60, artifacts: [], keep: async () => undefined, ...more },
});

/** What every engine must do with a build that is tested. */
export function engineTestsContract(setUp: () => EngineUnderTest): void {
  test("tests what was built, and makes an image that nothing of it came into", async () => {
    const under = setUp();
    const plain = await runOne(under, app);
    const writes = [
      "test $(cat made) = made && test $(cat /layers/test_shell/extra/kept) = kept",
      "echo changed > made; echo changed > app.sh; echo new > new; echo changed > /layers/test_shell/extra/kept",
      "ln -s /etc/shadow link; rm app.sh; echo 'said by a test'; echo 'and aside' >&2",
      "test $(cat made) = changed; rm -rf /layers/config /workspace/made",
    ];
    const tested = await runOne(under, app, tests(writes));
    if (plain.outcome.kind !== "built" || tested.outcome.kind !== "built") throw new Error(tested.text);
    const layersOf = async ({ repository, digest }: typeof plain.outcome) => (await under.image(repository, digest)).layers;
    // The buildpack's own layer is random data, made anew in each of these builds; all the others are alike.
    const [before, after] = await Promise.all([layersOf(plain.outcome), layersOf(tested.outcome)]);
    expect(after).toHaveLength(before.length);
    expect(after.filter((layer) => !before.includes(layer))).toHaveLength(1);
    expect(tested.lines).toContainEqual({ kind: "output", step: "test", text: "said by a test" });
    expect(tested.lines).toContainEqual({ kind: "error-output", step: "test", text: "and aside" });
    expect(tested.lines).toContainEqual({ kind: "notice", step: "test", text: expect.stringMatching(/^passed: 4 commands/) });
    expect(tested.outcome.steps.map(({ step }) => step)).toContain("test");
    expect(plain.outcome.steps.map(({ step }) => step)).not.toContain("test");
  });

  test("blames the code for a test that fails, names it, and exports nothing", async () => {
    const { outcome, text, lines } = await runOne(setUp(), app, tests(["echo first", "echo broken >&2; exit 7", "echo never run"]));
    expect(outcome).toMatchObject({ kind: "failed", fault: "code", reason: "a test failed: echo broken >&2; exit 7 (exit 7)" });
    expect(lines).toContainEqual({ kind: "error-output", step: "test", text: "broken" });
    expect(text).not.toContain("never run");
    expect(text).not.toContain("image sha256");
    expect(outcome.steps.map(({ step }) => step)).not.toContain("export");
  });

  test("a test fails with its first line that does, and with what stands before a pipe", async () => {
    const { outcome } = await runOne(setUp(), app, tests(["false\necho later"]));
    expect(outcome).toMatchObject({ reason: "a test failed: false … (exit 1)" });
    expect((await runOne(setUp(), app, tests(["false | cat"]))).outcome).toMatchObject({ reason: "a test failed: false | cat (exit 1)" });
  });

  test("tests under the settings that are marked for the build, as the build's user, with no credential and no way to the platform", async () => {
    const under = setUp();
    const look = `set +e\necho "<$MARKED>"\n${lookAround(under)}`;
    const { outcome, text } = await runOne(under, app, { ...tests([look]), env: { MARKED: "a 'b'\nc" } });
    expect(outcome.kind, text).toBe("built");
    expectShutIn(text, under);
    expect(text).toContain("<a 'b'\nc>");
    expect(text).toContain("CI=true");
  });

  test("runs stages side by side, each after those that it needs, with what these gave it", async () => {
    const stage = (
      name: string,
      commands: readonly string[],
      needs: readonly number[] = [],
      env: Readonly<Record<string, string>> = {},
    ) => ({
      name,
      commands,
      needs,
      env,
    });
    const meet = (mine: string, other: string): string =>
      `: > /tmp/${mine}; for n in {1..600}; do [ -e /tmp/${other} ] && exit 0; sleep .1; done; exit 9`;
    const stages = [
      stage("left-one", [meet("left", "right"), 'echo "TAG=v 1=2" >> "$SLUICE_OUTPUT"; echo "no pair" >> "$SLUICE_OUTPUT"']),
      stage("right", [meet("right", "left"), "echo aside >&2"]),
      stage("last", ['echo "<$LEFT_ONE_TAG> <$OWN>"'], [0, 1], { OWN: "it's $HOME" }),
    ];
    const { outcome, text, lines } = await runOne(setUp(), app, tests([], { stages }));
    expect(outcome.kind, text).toBe("built");
    expect(lines).toContainEqual({ kind: "output", step: "test right", text: "aside" });
    expect(lines).toContainEqual({ kind: "output", step: "test last", text: "<v 1=2> <it's $HOME>" });
    expect(lines).toContainEqual({ kind: "notice", step: "test left-one", text: "passed" });
    expect(lines).toContainEqual({ kind: "notice", step: "test", text: expect.stringMatching(/^passed: 3 stages/) });
  });

  test("a stage that fails stops what needs it, lets the others end, and is named", async () => {
    const stages = [
      { name: "lint", commands: ["echo looks bad; exit 3", "echo never run"], needs: [], env: {} },
      { name: "unit", commands: ["sleep 1; echo well"], needs: [], env: {} },
      { name: "report", commands: ["echo never reported"], needs: [0], env: {} },
      { name: "publish", commands: ["echo never published"], needs: [1, 2], env: {} },
    ];
    const { outcome, text, lines } = await runOne(setUp(), app, tests([], { stages }));
    expect(outcome).toMatchObject({ kind: "failed", fault: "code", reason: "a test failed: lint: echo looks bad; exit 3 (exit 3)" });
    expect(lines).toContainEqual({ kind: "output", step: "test unit", text: "well" });
    expect(lines).toContainEqual({ kind: "notice", step: "test lint", text: "failed (exit 3)" });
    expect(lines).toContainEqual({ kind: "notice", step: "test report", text: "not run: lint did not pass" });
    expect(lines).toContainEqual({ kind: "notice", step: "test publish", text: "not run: unit or report did not pass" });
    expect(text).not.toContain("never");
  });

  test("says that the tests' time, memory or disk was too small", async () => {
    const under = setUp();
    const late = await runOne(under, app, tests(["exec sleep 100"], { seconds: 2 }));
    expect(late.outcome).toMatchObject({ fault: "code", reason: "out of time: the tests may take 2 s (at exec sleep 100)" });
    const limits = { cpus: 2, memoryMiB: 64, pids: 200, seconds: 120, diskMiB: 40 };
    const hungry = await runOne(under, app, { ...tests(["head -c 400m /dev/zero | tail -c 300m | wc -c"]), limits });
    expect(hungry.outcome).toMatchObject({ fault: "code", reason: expect.stringContaining("out of memory: the tests may use 64 MiB") });
    const wide = await runOne(under, app, { ...tests(["head -c 60m /dev/zero > big; exec sleep 100"]), limits });
    expect(wide.outcome).toMatchObject({ fault: "code", reason: expect.stringContaining("out of disk space: the tests may use 40 MiB") });
  });

  test("gives the plain files that patterns match, also when a test fails, and follows no link", async () => {
    const commands = [
      "mkdir -p reports/deep big; echo one > reports/one.xml; echo two > reports/deep/two.txt; echo no > other.txt; : > reports/empty",
      "ln -s /etc/passwd reports/passwd; ln -s /etc reports/etc; ln -s . reports/loop; mkfifo reports/pipe; echo x > $'reports/odd\\tname'; echo x > $'reports/bytes\\xff'; mkdir -p $'reports/\\xff/in'",
      "rm -rf big; ln -s /etc big; exit 4",
    ];
    const seen: Record<string, string> = {};
    const keep: TestRequest["keep"] = async (found) => {
      for (const { path, bytes, open } of found) {
        const text = Buffer.concat(await Array.fromAsync(open())).toString();
        expect(text.length).toBe(bytes);
        seen[path] = text;
      }
    };
    const { outcome } = await runOne(setUp(), app, tests(commands, { artifacts: ["reports/**", "!*.log", "big/**", "made"], keep }));
    expect(outcome).toMatchObject({ fault: "code", reason: expect.stringContaining("(exit 4)") });
    expect(seen).toEqual({ "reports/one.xml": "one\n", "reports/deep/two.txt": "two\n", "reports/empty": "", made: "made\n" });
  });

  test("stops tests at once when cancelled", async () => {
    const cancel = new AbortController();
    const { outcome } = await runOne(setUp(), app, tests(["echo begun; exec sleep 600"]), cancel.signal, ({ text }) => {
      if (text === "begun") cancel.abort();
    });
    expect(outcome.kind).toBe("cancelled");
  });
}
