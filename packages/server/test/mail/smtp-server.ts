import { onTestFinished } from "vitest";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** Head and body as they came over the wire. */
  readonly raw: string;
}

export interface TestSmtp {
  readonly port: number;
  readonly received: Received[];
}

/** A real SMTP server on the loopback interface, ended with the test. `more` makes it refuse things. */
export async function smtpServer(more: Partial<SMTPServerOptions> = {}, port = 0): Promise<TestSmtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      let raw = "";
      stream.setEncoding("utf8");
      stream.on("data", (part: string) => void (raw += part));
      stream.on("end", () => {
        received.push({ from: mailFrom === false ? "" : mailFrom.address, to: rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
    ...more,
  });
  // a client that breaks off is no failure of the test
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { port: address.port, received };
}

/** An answer of the server that is not 2xx. */
export function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}
