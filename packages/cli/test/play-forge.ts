import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface AskedOfForge {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A forge's API that answers as it is told, and remembers what it was asked. */
export async function playForge(answer: (asked: AskedOfForge) => { readonly status: number; readonly body?: unknown }) {
  const asked: AskedOfForge[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "", headers } = request;
    const body = await text(request);
    const one: AskedOfForge = { method, path, headers, body: body === "" ? null : JSON.parse(body) };
    asked.push(one);
    const { status, body: content } = answer(one);
    response.writeHead(status, { "content-type": "application/json", location: "https://elsewhere.example.org/" });
    response.end(content === undefined ? undefined : JSON.stringify(content));
  }
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
