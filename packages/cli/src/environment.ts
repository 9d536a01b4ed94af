import { homedir } from "node:os";
import { join } from "node:path";

/** All that the command takes from the environment. Nothing else reads `process.env`. */
export interface Environment {
  /** The server and the token for CI, `SLUICE_URL` and `SLUICE_TOKEN`. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** A forge's token, for `source hook --enter`: `SLUICE_FORGE_TOKEN`. */
  readonly forgeToken: string | undefined;
  readonly configDirectory: string;
  readonly colourRefused: boolean;
  readonly searchPath: string;
  readonly browser: string | undefined;
  /** What this machine keeps for one person and can make again. */
  readonly stateDirectory: string;
  /** Where base images and parts for builds are, `SLUICE_CACHE`. */
  readonly cache: string | undefined;
}

export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const xdg = filled(env["XDG_CONFIG_HOME"]);
  return {
    url: filled(env["SLUICE_URL"]),
    token: filled(env["SLUICE_TOKEN"]),
    forgeToken: filled(env["SLUICE_FORGE_TOKEN"]),
    configDirectory: join(xdg ?? join(homedir(), ".config"), "sluice"),
    colourRefused: filled(env["NO_COLOR"]) !== undefined || env["TERM"] === "dumb",
    searchPath: env["PATH"] ?? "",
    browser: filled(env["BROWSER"]),
    stateDirectory: join(filled(env["XDG_STATE_HOME"]) ?? join(homedir(), ".local", "state"), "sluice"),
    cache: filled(env["SLUICE_CACHE"]),
  };
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
