import type { MailSettings, ToolName } from "@sluice/contract";
import type { HttpDependencies } from "../dependencies.ts";
import type { Handlers } from "../handler.ts";

async function settings({ store, jobs }: HttpDependencies, tool: ToolName): Promise<MailSettings> {
  return { onFailure: [...(await store.mailAddresses(tool))], canSend: jobs.sendsMail };
}

export const mailHandlers: Pick<Handlers, "mail.show" | "mail.set"> = {
  "mail.show": ({ deps, params }) => settings(deps, params.tool),
  "mail.set": async ({ deps, params, body }) => {
    await deps.store.putMailAddresses(params.tool, body.onFailure);
    return settings(deps, params.tool);
  },
};
