import { FindingId } from "@sluice/contract";
import { usage } from "./failure.ts";

/** The id of a finding, as it was typed. */
export function findingId(text: string): FindingId {
  const found = FindingId.safeParse(text);
  if (found.success) return found.data;
  throw usage(`"${text}" is no id of an advisory.`, "Give it as sluice vulnerabilities shows it, such as CVE-2024-1234.");
}
