import type { Input } from "../input.ts";
import { runServer, serverProgram } from "../run-server.ts";

export function run(input: Input): Promise<number> {
  return runServer(serverProgram("main.ts"), input.rest(0));
}
