import { Moment, ToolName, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { Trial } from "../ports/trial-store.ts";
import { endTrials } from "./trials.ts";

const moment = (second: number) => Moment.parse(`2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`);
const [ann, bob] = [UserName.parse("ann"), UserName.parse("bob")];
const trial = (name: string): Trial => ({
  tool: ToolName.parse(name),
  path: "",
  text: "",
  by: ann,
  begun: moment(10),
  expires: moment(20),
});

/** What is deleted and removed when these tools are there. */
async function ended(trials: readonly Trial[], tools: Readonly<Record<string, { created: Moment; createdBy: UserName }>>, stuck = "") {
  const said: string[] = [];
  await endTrials({
    store: {
      endedTrials: async () => trials,
      tool: async (name) => (tools[name] === undefined ? null : { name, ...tools[name] }),
      removeTrial: async (tool) => void said.push(`removed ${tool}`),
    },
    clock: { now: () => moment(30), monotonic: () => 0 },
    deleteTool: async (tool) => {
      if (tool === stuck) throw new Error("a build is running");
      said.push(`deleted ${tool}`);
    },
    onProblem: (what) => said.push(what),
  });
  return said;
}

test("deletes the tool, and then forgets the trial", async () => {
  expect(await ended([trial("one")], { one: { created: moment(11), createdBy: ann } })).toEqual(["deleted one", "removed one"]);
});

test("leaves a tool that took the name: somebody else's, or an older one", async () => {
  const theirs = { one: { created: moment(11), createdBy: bob }, two: { created: moment(9), createdBy: ann } };
  expect(await ended([trial("one"), trial("two")], theirs)).toEqual(["removed one", "removed two"]);
});

test("keeps a trial whose tool cannot be deleted yet, and goes on with the next", async () => {
  const tools = { one: { created: moment(11), createdBy: ann }, two: { created: moment(11), createdBy: ann } };
  expect(await ended([trial("one"), trial("two"), trial("three")], tools, "one")).toEqual([
    "ending the trial one",
    "deleted two",
    "removed two",
    "removed three",
  ]);
});
