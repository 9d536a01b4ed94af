import type { Readable } from "node:stream";

export interface CgiHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const largestHead = 16 * 1024;

/** Takes the header of a CGI answer (RFC 3875, section 6) off a stream, which then stands at the body. Null when it ends before. */
export function takeCgiHead(stream: Readable): Promise<CgiHead | null> {
  return new Promise((resolve) => {
    let held = Buffer.alloc(0);
    const settle = (head: CgiHead | null): void => {
      stream.off("readable", read);
      stream.off("end", end);
      resolve(head);
    };
    const end = (): void => settle(null);
    const read = (): void => {
      for (let chunk: Buffer | null = stream.read(); chunk !== null; chunk = stream.read()) {
        held = Buffer.concat([held, chunk]);
        const length = held.indexOf("\r\n\r\n");
        if (length < 0 && held.length < largestHead) continue;
        if (length >= 0) stream.unshift(held.subarray(length + 4));
        settle(length < 0 ? null : parseHead(held.toString("latin1", 0, length)));
        return;
      }
    };
    stream.on("readable", read);
    stream.on("end", end);
  });
}

function parseHead(text: string): CgiHead {
  const headers = Object.fromEntries(
    text.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const { status = "200", ...rest } = headers;
  return { status: Number.parseInt(status, 10), headers: rest };
}
