import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { DistributionApi } from "./distribution-api.ts";

test("a blob that the registry has is not sent again", async () => {
  const asked: string[] = [];
  const has = new Set<string>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://registry");
    asked.push(`${request.method} ${url.pathname}`);
    request.resume();
    if (request.method === "HEAD") return void response.writeHead(has.has(url.pathname.split("/").at(-1) ?? "") ? 200 : 404).end();
    if (request.method === "POST") return void response.writeHead(202, { location: "/v2/foo/blobs/uploads/1" }).end();
    has.add(url.searchParams.get("digest") ?? "");
    response.writeHead(201).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await using api = new DistributionApi(`127.0.0.1:${(server.address() as AddressInfo).port}`, () => "");
  const blob = "/v2/foo/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  try {
    await api.putBlob("foo", Buffer.from("{}"), "");
    expect(asked.splice(0)).toEqual([`HEAD ${blob}`, "POST /v2/foo/blobs/uploads/", "PUT /v2/foo/blobs/uploads/1"]);
    await api.putBlob("foo", Buffer.from("{}"), "");
    expect(asked).toEqual([`HEAD ${blob}`]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
