import { createServer, type Socket } from "node:net";
import { type DeployKey, sshString } from "../../../core/sources/deploy-key.ts";

/** Message numbers of the agent protocol (draft-ietf-sshm-ssh-agent, section 6). */
const [failure, identitiesAsked, identities, signAsked, signature] = [5, 11, 12, 13, 14];
const longest = 256 * 1024;

/** Gives ssh signatures by one key over a socket, so that the key itself never leaves this process. */
export async function serveAgent(path: string, key: DeployKey): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let kept: Buffer = Buffer.alloc(0);
    // an ssh that was ended meanwhile asks for nothing more
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      kept = Buffer.concat([kept, chunk]);
      for (let length = lengthOf(kept); kept.length >= length; length = lengthOf(kept)) {
        if (length > longest) return void socket.destroy();
        socket.write(sshString(answer(kept.subarray(4, length), key)));
        kept = kept.subarray(length);
      }
      if (kept.length > longest) socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of the first message with the four bytes before it; as long as those are not there, more than there is. */
function lengthOf(bytes: Buffer): number {
  return bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt32BE(0);
}

function answer(message: Buffer, key: DeployKey): Buffer {
  if (message[0] === identitiesAsked) {
    return Buffer.concat([Buffer.from([identities, 0, 0, 0, 1]), sshString(key.blob), sshString("")]);
  }
  const wanted = message[0] === signAsked ? stringAt(message, 1) : null;
  const data = wanted === null ? null : stringAt(message, 5 + wanted.length);
  if (data === null || wanted?.equals(key.blob) !== true) return Buffer.from([failure]);
  return Buffer.concat([Buffer.from([signature]), sshString(key.sign(data))]);
}

/** Null when the message ends before it. */
function stringAt(message: Buffer, at: number): Buffer | null {
  if (message.length < at + 4) return null;
  const end = at + 4 + message.readUInt32BE(at);
  return message.length < end ? null : message.subarray(at + 4, end);
}
