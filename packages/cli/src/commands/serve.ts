import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure } from "../failure.ts";
import type { Input } from "../input.ts";
import { runServer } from "../run-server.ts";

export function run(input: Input): Promise<number> {
  const server = fileURLToPath(new URL("../../../server/src/main.ts", import.meta.url));
  if (!existsSync(server))
    throw new Failure(
      "wrong-state",
      "The server is not part of this installation.",
      "Run it from a checkout of the project: npm run sluice -- serve.",
    );
  return runServer(server, input.rest(0));
}
