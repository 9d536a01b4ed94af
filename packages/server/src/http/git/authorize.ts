import { SluiceError, ToolName } from "@sluice/contract";
import type { Principal } from "../../core/sources/push-deps.ts";
import type { GitAccess } from "./git-access.ts";
import { tokenOf } from "./token.ts";

export interface GitWish {
  /** The header. */
  readonly authorization: string | undefined;
  readonly address: string;
  readonly repository: string;
  readonly service: string;
}

/** Who asks, when it may do it with the tool; throws when not. */
export async function authorize(
  access: GitAccess,
  { authorization, address, repository, service }: GitWish,
): Promise<{ readonly tool: ToolName; readonly principal: Principal }> {
  const token = tokenOf(authorization);
  const principal = token === null ? null : await access.authenticate(token, address);
  if (principal === null) {
    throw new SluiceError(
      "not-signed-in",
      token === null ? "Sign in with a token as password." : "The token is unknown, has ended or was revoked.",
    );
  }
  const tool = toolOf(repository);
  if (service === "git-receive-pack") await authorizePush(access, principal, tool);
  else if (!(await access.mayRead(principal, tool))) throw new SluiceError("not-found", `There is no tool ${tool} that you may read.`);
  return { tool, principal };
}

async function authorizePush(access: GitAccess, principal: Principal, tool: ToolName): Promise<void> {
  await access.ensureTool(principal, tool);
  if (await access.mayPush(principal, tool)) return;
  throw new SluiceError(
    "not-allowed",
    `${principal.user} may not push to ${tool}: only its maintainers may, with a token that is for pushing.`,
  );
}

function toolOf(repository: string): ToolName {
  const name = ToolName.safeParse(repository.replace(/\.git$/, ""));
  if (name.success && repository.endsWith(".git")) return name.data;
  throw new SluiceError(
    "not-found",
    `There is no repository ${JSON.stringify(repository)}: the path is /git/<tool>.git, and a tool's name ${name.error?.issues[0]?.message ?? "ends before .git"}.`,
  );
}
