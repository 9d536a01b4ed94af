import { Agent, request } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import type { HookRequest } from "../../src/core/sources/hooks/verify-hook.ts";

export function keptConnections(most: number): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: most });
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
}

/** Sends a webhook with whatever stands in its headers, and gives the status; 0: there was no answer. */
export async function sendRaw(agent: Agent, at: string, { headers, body, pathSecret }: HookRequest): Promise<number> {
  const url = new URL(pathSecret === "" ? at : `${at}/${encodeURIComponent(pathSecret)}`);
  const fields = Object.entries(headers).flatMap(([name, value]) => [value ?? ""].flat().map((each): [string, string] => [name, each]));
  // what Node's client refuses to send is written by hand
  const isOdd = fields.some(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value));
  return isOdd ? sendByHand(url, fields, body) : sendByNode(agent, url, fields, body);
}

async function sendByNode(agent: Agent, url: URL, fields: readonly (readonly [string, string])[], body: Buffer): Promise<number> {
  const sent = request(url, {
    agent,
    method: "POST",
    headers: [...fields.flat(), "Host", url.host, "Content-Length", String(body.length)],
  });
  const answered = once(sent, "response");
  sent.end(body);
  const [response] = await answered;
  response.resume();
  await once(response, "end");
  return response.statusCode ?? 0;
}

async function sendByHand(url: URL, fields: readonly (readonly [string, string])[], body: Buffer): Promise<number> {
  const socket = connect(Number(url.port), url.hostname);
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const rest = `Host: ${url.host}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(Buffer.from(`POST ${url.pathname} HTTP/1.1\r\n${lines}${rest}`, "latin1"));
  socket.write(body);
  const answer = (await buffer(socket)).toString("latin1");
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}
