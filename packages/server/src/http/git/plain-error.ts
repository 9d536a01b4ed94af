import { errorTable } from "@sluice/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { knownError } from "../known-error.ts";

/** Git shows a plain-text body to the person; nothing else of an answer. */
export async function answerPlainly(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const known = knownError(error);
  if (known === null || known !== error || known.code === "internal") request.log.error({ err: error }, "git request failed");
  const code = known?.code ?? "internal";
  const { status, todo } = errorTable[code];
  const message = known === null || code === "internal" ? `Something failed here (${request.id}).` : known.message;
  if (status === 401) reply.header("www-authenticate", 'Basic realm="Sluice", charset="UTF-8"');
  if (known?.retryAfter !== undefined) reply.header("retry-after", String(known.retryAfter));
  await reply.code(status).type("text/plain; charset=utf-8").send(`${message}\n${todo}\n`);
}
