import type { Readable } from "node:stream";

export interface ExecOutput {
  readonly stream: "stdout" | "stderr";
  readonly data: Buffer;
}

const headerLength = 8;

/** Takes stdout and stderr apart (Docker Engine API, "Attach", stream format), as the parts come. */
export async function* splitOutput(stream: Readable): AsyncGenerator<ExecOutput> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of stream) {
    rest = Buffer.concat([rest, part as Buffer]);
    while (rest.length >= headerLength) {
      const end = headerLength + rest.readUInt32BE(4);
      if (rest.length < end) break;
      yield { stream: rest[0] === 2 ? "stderr" : "stdout", data: rest.subarray(headerLength, end) };
      rest = rest.subarray(end);
    }
  }
}
