import { once } from "node:events";
import { startPostgres } from "./postgres.ts";

/** For suites that see all as processes: prints the URL of an empty database, and ends with its standard input. May be given a port. */
await using postgres = await startPostgres(process.argv[2]);
console.log(await postgres.createDatabase());
process.stdin.resume();
await once(process.stdin, "end");
