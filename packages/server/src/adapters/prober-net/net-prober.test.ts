import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { netProber } from "./net-prober.ts";

const open: Server[] = [];
const prober = netProber();

async function listen(server: Server): Promise<{ address: string; port: number }> {
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  const port = typeof at === "object" && at !== null ? at.port : 0;
  return { address: `127.0.0.1:${port}`, port };
}

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

test.each([
  [200, true],
  [302, true],
  [404, false],
  [500, false],
])("an answer of %i is healthy: %s", async (status, healthy) => {
  const { address } = await listen(createServer((_request, response) => response.writeHead(status, { location: "/elsewhere" }).end()));
  expect(await prober.probe(address, "/healthz", 1000)).toEqual({
    healthy,
    answer: `GET /healthz answered ${status}`,
    status,
  });
});

test("an endless body does not keep the probe waiting", async () => {
  const { address } = await listen(createServer((_request, response) => void response.write("on and on")));
  expect(await prober.probe(address, "/", 1000)).toEqual({
    healthy: true,
    answer: "GET / answered 200",
    status: 200,
  });
});

test("says that a port refuses, for HTTP and for TCP", async () => {
  const server = createTcpServer();
  const { address, port } = await listen(server);
  open.splice(0);
  server.close();
  await once(server, "close");
  const refused = { healthy: false, answer: `connection refused on port ${port}` };
  expect(await prober.probe(address, "/", 1000)).toEqual(refused);
  expect(await prober.probe(address, null, 1000)).toEqual(refused);
});

test("says that nothing answered in time", async () => {
  const { address } = await listen(createTcpServer((socket) => void socket.on("error", () => socket.destroy()).resume()));
  expect(await prober.probe(address, "/", 300)).toEqual({
    healthy: false,
    answer: "no answer within 0.3 s",
  });
});

test("says that the connection was closed without an answer", async () => {
  const { address, port } = await listen(createTcpServer((socket) => socket.destroy()));
  expect(await prober.probe(address, "/", 1000)).toEqual({
    healthy: false,
    answer: `port ${port} closed the connection without an answer`,
  });
});

test("a port that accepts is healthy without a path", async () => {
  const { address, port } = await listen(createTcpServer());
  expect(await prober.probe(address, null, 1000)).toEqual({
    healthy: true,
    answer: `port ${port} accepts connections`,
  });
});
