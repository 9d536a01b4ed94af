import type { ToolName } from "@sluice/contract";
import type { Principal } from "../../core/sources/push-deps.ts";

/** Who may do what with git. */
export interface GitAccess {
  /** Whose token this is; null when it is none, has ended or was revoked. Throws too-many after too many wrong ones. */
  authenticate(token: string, address: string): Promise<Principal | null>;
  mayRead(principal: Principal, tool: ToolName): Promise<boolean>;
  mayPush(principal: Principal, tool: ToolName): Promise<boolean>;
  /** Creates the tool and its repository when there is none and the user may; throws not-allowed when not. */
  ensureTool(principal: Principal, tool: ToolName): Promise<void>;
}
