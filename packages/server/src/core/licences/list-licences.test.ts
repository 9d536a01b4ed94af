import { BuildId, type LicenceStatement, Moment, ToolName, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { LiveLicence } from "../ports/licence-store.ts";
import { listLicences } from "./list-licences.ts";

const at = Moment.parse("2026-01-01T00:00:00.000Z");
const text = (id: string): LicenceStatement => ({ file: "LICENSE", by: "text", expression: id, says: id });
const live = (tool: string, statements: readonly LicenceStatement[] | null, more: Partial<LiveLicence> = {}): LiveLicence => ({
  tool: ToolName.parse(tool),
  live: at,
  own: null,
  // what was found then does not count: it is held against what is allowed now
  build: statements && {
    id: BuildId.parse(7),
    finding: { policy: "warn", verdict: "missing", expression: null, statements: [...statements], why: "", todo: "" },
  },
  ...more,
});
const own = (policy: "off" | "required", also: string[] = []): Partial<LiveLicence> => ({
  own: { policy, also, why: "an agreement", by: UserName.parse("ann"), at },
});

/** The names with what becomes of a push, and how often the store was asked. */
async function ask(
  all: readonly LiveLicence[],
  policy: "off" | "warn" | "required",
  more: { limit?: number; before?: string; refused?: boolean } = {},
) {
  let asked = 0;
  const store = {
    liveLicences: async ({ limit, before = "" }: { limit: number; before?: string }) => {
      asked += 1;
      return all.filter(({ tool }) => tool > before).slice(0, limit);
    },
  };
  const rows = await listLicences(store, { policy, allowed: ["osi-approved"] }, { limit: 9, refused: false, ...more });
  return { asked, rows: rows.map(({ tool, outcome }) => `${tool} ${outcome}`), first: rows[0] };
}

const some = [
  live("mit", [text("MIT")]),
  live("no-licence", []),
  live("not-seen", null),
  live("own-cc0", [text("CC0-1.0")], own("required", ["CC0-1.0"])),
  live("own-off", [], own("off")),
  live("own-required", [text("CC-BY-NC-4.0")], own("required")),
];

test("says of each tool what becomes of a push, by the policy of all or its own", async () => {
  const { rows } = await ask(some, "warn");
  expect(rows).toEqual([
    "mit allowed",
    "no-licence warned",
    "not-seen unknown",
    "own-cc0 allowed",
    "own-off not-asked",
    "own-required refused",
  ]);
  expect((await ask(some, "off")).rows.slice(0, 3)).toEqual(["mit not-asked", "no-licence not-asked", "not-seen not-asked"]);
});

test("names only those that would be refused, as if all were asked", async () => {
  const { rows, first } = await ask(some, "required", { refused: true });
  expect(rows).toEqual(["no-licence refused", "own-required refused"]);
  expect(first?.finding).toMatchObject({ verdict: "missing", why: expect.stringContaining("no LICENSE file") as unknown });
});

test("finds those that would be refused among thousands with some questions, and pages", async () => {
  const names = Array.from({ length: 3300 }, (_, index) =>
    live(`t${String(index).padStart(4, "0")}`, index % 1100 === 0 ? [] : [text("MIT")]),
  );
  const all = await ask(names, "required", { refused: true });
  expect(all).toMatchObject({ asked: 7, rows: ["t0000 refused", "t1100 refused", "t2200 refused"] });
  expect((await ask(names, "required", { refused: true, limit: 1, before: "t0000" })).rows).toEqual(["t1100 refused"]);
  expect(await ask(names, "required", { limit: 2 })).toMatchObject({ asked: 1, rows: ["t0000 refused", "t0001 allowed"] });
});
