import { existsSync } from "node:fs";
import { createServer } from "node:http";
import ms from "ms";

const builders: string = existsSync("node_modules/esbuild") ? "with" : "without";
const server = createServer((request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`Hello from a build, ${builders} its tools, up for ${ms(Math.round(process.uptime() * 1000), { long: true })}\n`);
});
server.listen(Number(process.env.PORT ?? 8080), "0.0.0.0");
process.on("SIGTERM", () => server.close(() => process.exit(0)));
