import Fastify from "fastify";
import { expect, test } from "vitest";
import { sendBytes } from "./send-bytes.ts";

test("a tenant's file is saved under its name, and never shown, guessed at or run", async () => {
  await using app = Fastify();
  const text = "<script>alert(document.cookie)</script>";
  async function* content(): AsyncIterable<Uint8Array> {
    yield Buffer.from(text);
  }
  const name = 'evil"\r\nset-cookie: x=1\n\ud800ü.html';
  app.get("/", (_, reply) => sendBytes(reply, { name, bytes: text.length, content: content() }));
  const { headers, body } = await app.inject("/");
  expect(body).toBe(text);
  expect(headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-length": String(text.length),
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "content-disposition": "attachment; filename*=UTF-8''evil%22%0D%0Aset-cookie%3A%20x%3D1%0A%EF%BF%BD%C3%BC.html",
  });
  expect(headers["set-cookie"]).toBeUndefined();
});
