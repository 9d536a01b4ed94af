import { expect, test } from "vitest";
import { parseStepNotice, stepNoticeText } from "./step-notice.ts";

const text = (line: string): string | null => {
  const notice = parseStepNotice(line);
  return notice && stepNoticeText(notice);
};

test.each([
  ["::sluice step=dependencies state=unchanged detail=requirements.txt", "dependencies: unchanged (requirements.txt)"],
  ["::sluice step=dependencies state=running detail=", "dependencies …"],
  ["::sluice step=dependencies state=done ms=3100 detail=installed 7 packages", "dependencies: installed 7 packages  3.1 s"],
  ["::sluice step=assets state=done ms=20 detail=", "assets: done"],
  ["::sluice step=assets state=failed ms=20 detail=exit 2", "assets: failed (exit 2)"],
])("reads %s", (line, said) => expect(text(line)).toBe(said));

test("takes nothing else for a notice", () => {
  expect(text("see ::sluice step=a state=b")).toBeNull();
  expect(text("::sluice state=b")).toBeNull();
});
