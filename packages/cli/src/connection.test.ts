import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { connectionTo } from "./connection.ts";
import { explainError } from "./explain-error.ts";

test("gives up on a server that takes the request and never answers: exit 5", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const error: unknown = await connectionTo(url, "good", 50)
    .call("me.show")
    .catch((caught: unknown) => caught);
  server.closeAllConnections();
  server.close();
  expect(explainError(error)).toMatchObject({
    code: "timed-out",
    exit: 5,
    message: `${url} did not answer within 0.05 s.`,
  });
});

test("an answer of another shape is said to be one, not shown as a crash", async () => {
  const server = createServer((_request, response) => response.end('{"hello":1}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const error: unknown = await connectionTo(url, "good")
    .call("me.show")
    .catch((caught: unknown) => caught);
  server.closeAllConnections();
  server.close();
  const said = explainError(error);
  expect(said).toMatchObject({ code: "internal", exit: 4 });
  expect(said.message).toContain("not one that this command knows");
});
