import type { Answer } from "../../../remote-hosts/pinned-exchange.ts";
import { delimiter, flush, packet, readPackets } from "../pkt-line.ts";

/** Sends one request below a repository's URL, `path` as `/info/refs?service=git-upload-pack`. */
export type AskRepository = (path: string, headers: Readonly<Record<string, string>>, body?: Buffer) => Promise<Answer>;

const service = "git-upload-pack";
const protocol = { "git-protocol": "version=2" };

/**
 * What a ref points to, asked as git asks it over http (gitprotocol-v2(5), "ls-refs"), with no process started for it.
 * Null: this cannot say it (an older protocol, no access, no such ref), so git is to be asked, which has words for why.
 */
export async function askRef(ask: AskRepository, ref: string): Promise<string | null> {
  const advertised = await ask(`/info/refs?service=${service}`, protocol);
  if (!isOf(advertised, "advertisement")) return null;
  const capabilities = (await linesOf(advertised.body)).filter((line) => line !== null && !line.startsWith("# service="));
  if (capabilities[0] !== "version 2" || !capabilities.some((line) => line === "ls-refs" || line?.startsWith("ls-refs=") === true))
    return null;
  const format = capabilities.find((line) => line?.startsWith("object-format=") === true);
  const request = [
    packet("command=ls-refs\n"),
    ...(format === undefined || format === null ? [] : [packet(format)]),
    delimiter,
    packet(`ref-prefix ${ref}\n`),
    flush,
  ];
  const headers = { ...protocol, "content-type": `application/x-${service}-request`, accept: `application/x-${service}-result` };
  const listed = await ask(`/${service}`, headers, Buffer.concat(request));
  if (!isOf(listed, "result")) return null;
  // a prefix is also that of longer names
  const row = (await linesOf(listed.body)).map((line) => line?.split(" ") ?? []).find(([, name]) => name === ref);
  return row?.[0] ?? null;
}

function isOf({ status, headers }: Answer, what: string): boolean {
  return status === 200 && headers["content-type"] === `application/x-${service}-${what}`;
}

async function linesOf(body: Buffer): Promise<readonly (string | null)[]> {
  async function* whole(): AsyncGenerator<Buffer> {
    yield body;
  }
  return await Array.fromAsync(readPackets(whole()));
}
