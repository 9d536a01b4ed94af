import { type AuditEntry, isEmbargo, type Me, type ToolName } from "@sluice/contract";
import type { EmbargoStore } from "../ports/embargo-store.ts";
import type { ToolStore } from "../ports/store.ts";

type Store = Pick<EmbargoStore, "embargo"> & Pick<ToolStore, "role">;

const named = /\bembargo-[0-9a-f]{20}\b/g;

/**
 * The audit log as somebody sees who may not see all embargoes: who did what, when and from where stays, and what it was
 * about is the embargo's own name, which tells neither the tool nor the work.
 */
export async function coverAudit(store: Store, { user }: Pick<Me, "user">, entries: readonly AuditEntry[]): Promise<readonly AuditEntry[]> {
  const seen = new Map<string, boolean>();
  const maySee = async (tool: string): Promise<boolean> => {
    const known = seen.get(tool);
    if (known !== undefined) return known;
    const embargo = await store.embargo(tool as ToolName);
    // one that is gone was never disclosed, as far as anybody can tell
    const may = embargo !== null && (embargo.disclosed !== null || (await store.role(embargo.tool, user)) !== null);
    seen.set(tool, may);
    return may;
  };
  return Promise.all(
    entries.map(async (entry) => {
      const names = [...new Set(`${entry.subject} ${JSON.stringify(entry.detail)}`.match(named))];
      const hidden = (await Promise.all(names.map(async (name) => ((await maySee(name)) ? [] : [name])))).flat();
      const isRefusal = entry.action === "embargo.open" && names.length === 0 && entry.user !== user;
      if (hidden.length === 0 && !isRefusal) return entry;
      return { ...entry, subject: hidden.toSorted()[0] ?? "", detail: {} };
    }),
  );
}

/** Whether an admin who asks for a tool looks into an embargo of others: that is written down. */
export async function looksIn(store: Store, { user, admin }: Pick<Me, "user" | "admin">, tool: ToolName): Promise<boolean> {
  if (!admin || !isEmbargo(tool) || (await store.role(tool, user)) !== null) return false;
  return (await store.embargo(tool))?.disclosed === null;
}
