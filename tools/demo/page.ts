import { request } from "node:http";

/** The page's text. `*.localhost` is this machine by definition (RFC 6761, 6.3), also where no resolver knows it. */
export function pageAt(url: string): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const host = hostname.endsWith("localhost") ? "127.0.0.1" : hostname;
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path: pathname, headers: { host: `${hostname}:${port}` }, timeout: 10_000 }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => resolve(text));
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url} did not answer within 10 s`)));
    sent.on("error", reject);
    sent.end();
  });
}
