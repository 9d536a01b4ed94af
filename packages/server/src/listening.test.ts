import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { mustBeFree } from "./listening.ts";

test("an address where another program listens is refused with what to do, and is free when that has ended", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = { host: "127.0.0.1", port: (other.address() as AddressInfo).port };
  const values = { listen: address, "router-listen": address };
  await expect(mustBeFree(values, "router-listen")).rejects.toMatchObject({
    code: "unavailable",
    message: `127.0.0.1:${address.port} is in use by another program: stop it, or give another address with --router-listen.`,
  });
  await new Promise((resolve) => other.close(resolve));
  await mustBeFree(values);
  await mustBeFree(values);
});

test("an address that this machine does not have is refused by name", () => {
  const address = { host: "192.0.2.1", port: 8000 };
  return expect(mustBeFree({ listen: address, "router-listen": address })).rejects.toThrow("This machine has no address 192.0.2.1");
});
