/** Git's pkt-line framing (gitprotocol-common): four hex digits of length, then the payload; 0000 is a flush, 0001 parts what stands in one message. */
export function packet(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}

export const flush = Buffer.from("0000");
export const delimiter = Buffer.from("0001");

/** Payloads as text without their line end; null is a flush or what parts. Ends with the stream. */
export async function* readPackets(stream: AsyncIterable<Buffer>): AsyncGenerator<string | null> {
  let held = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const length = lengthOf(held);
      if (length === null || held.length < length) break;
      yield length === 0 ? null : held.subarray(4, length).toString().replace(/\n$/, "");
      held = held.subarray(Math.max(4, length));
    }
  }
}

function lengthOf(held: Buffer): number | null {
  if (held.length < 4) return null;
  const digits = held.toString("latin1", 0, 4);
  if (!/^[0-9a-f]{4}$/i.test(digits)) throw new Error(`not a pkt-line: ${JSON.stringify(digits)}`);
  const length = Number.parseInt(digits, 16);
  return length < 4 ? 0 : length;
}
