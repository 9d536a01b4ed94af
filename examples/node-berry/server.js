const { createServer } = require("node:http");
const ms = require("ms");

const server = createServer((request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`Hello from Yarn 4, up for ${ms(Math.round(process.uptime() * 1000), { long: true })}\n`);
});
server.listen(Number(process.env.PORT ?? 8080), "0.0.0.0");
process.on("SIGTERM", () => server.close(() => process.exit(0)));
