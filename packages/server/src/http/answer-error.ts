import { errorTable, SluiceError, type ErrorBody, type ErrorCode } from "@sluice/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { knownError } from "./known-error.ts";

const byStatus: Readonly<Record<number, ErrorCode>> = { 404: "not-found", 413: "too-large", 429: "too-many" };

/** The one place where errors become answers. What we do not know is ours: logged, and answered with a correlation id. */
export function answerError(onProblem: (what: string, error: unknown) => void) {
  return async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const known = knownError(error);
    const body = describe(known ?? error, request.id);
    if (body.code === "internal" || (known !== null && known !== error))
      onProblem(`${request.method} ${request.url.split("?")[0] ?? ""} (${request.id})`, error);
    if (body.retryAfter !== undefined) reply.header("retry-after", String(body.retryAfter));
    await reply.code(errorTable[body.code].status).send({ error: body } satisfies ErrorBody);
  };
}

function describe(error: FastifyError | Error, correlation: string): ErrorBody["error"] {
  if (error instanceof SluiceError) {
    return {
      code: error.code,
      message: error.message,
      todo: errorTable[error.code].todo,
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    };
  }
  const status = "statusCode" in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500) {
    const code = byStatus[status] ?? "invalid-request";
    return { code, message: error.message, todo: errorTable[code].todo };
  }
  const { todo } = errorTable.internal;
  return { code: "internal", message: "Something failed in the platform.", todo, correlation };
}

/** Parses one part of a request; the error names the field. */
export function parsePart<T extends z.ZodType>(part: "params" | "query" | "body", schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [part, ...(issue?.path ?? [])].map(String).join(".");
  const code = part === "params" ? "not-found" : "invalid-request";
  throw new SluiceError(code, `${path}: ${issue?.message ?? "is not as expected"}`, { path, cause: result.error });
}
