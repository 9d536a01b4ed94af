import { runServer } from "../src/run-server.ts";

const [server = "", ...flags] = process.argv.slice(2);
process.exitCode = await runServer(server, flags);
