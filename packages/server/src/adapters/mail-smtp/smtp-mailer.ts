import { createTransport } from "nodemailer";
import { RefusedMail, type Mailer } from "../../core/ports/mail.ts";

export interface SmtpOptions {
  /** `smtp://USER:PASSWORD@HOST:PORT`, or `smtps://` for TLS from the first byte. */
  readonly url: string;
  /** `Sluice <sluice@example.org>` or only the address. */
  readonly from: string;
  readonly timeoutMs?: number;
}

/** Sends by an SMTP server (RFC 5321), with STARTTLS where it offers that. */
export function smtpMailer({ url, from, timeoutMs = 30_000 }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // mail is text of ours: nothing is read from files or URLs
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = from.slice(from.lastIndexOf("@") + 1).replace(/>\s*$/, "");
  return {
    async send({ to, subject, text }, id) {
      try {
        const sent = await transport.sendMail({
          from,
          to: [...to],
          subject,
          text,
          messageId: `<${id}@${host}>`,
          // no answering machine shall write back (RFC 3834)
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { refused: [...sent.rejected] };
      } catch (error) {
        throw isFinal(error) ? new RefusedMail(error instanceof Error ? error.message : String(error), { cause: error }) : error;
      }
    },
  };
}

/** A 5xx about this mail's addresses or text. A 5xx about our sign-in may be mended by an admin, so the mail waits. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("responseCode" in error)) return false;
  return (error.code === "EENVELOPE" || error.code === "EMESSAGE") && Number(error.responseCode) >= 500;
}
