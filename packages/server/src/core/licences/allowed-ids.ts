import { SluiceError } from "@sluice/contract";

/** Refuses a list of allowed licences with what SPDX does not know. SPDX's list is only loaded when there is something to look at. */
export async function mustBeIds(allowed: readonly string[], path: string): Promise<void> {
  if (allowed.length === 0) return;
  const { unknownOf } = await import("./spdx.ts");
  const unknown = unknownOf(allowed);
  if (unknown.length === 0) return;
  const message = `${unknown.join(", ")} is no id of SPDX's list: write it as in MIT, GPL-3.0-or-later or CC0-1.0.`;
  throw new SluiceError("invalid-request", message, { path });
}
