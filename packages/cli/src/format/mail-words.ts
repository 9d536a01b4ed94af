import type { MailSettings } from "@sluice/contract";

/** Whom a tool writes to, in sentences. */
export function mailLines(tool: string, { onFailure, canSend }: MailSettings): string[] {
  const whom = onFailure.length === 0 ? `${tool} writes to nobody.` : `When a job of ${tool} fails: ${onFailure.join(", ")}`;
  return canSend ? [whom] : [whom, "No mail is sent: the server has no --smtp. Ask an admin."];
}
