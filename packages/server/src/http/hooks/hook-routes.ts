import { SluiceError, ToolName } from "@sluice/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type HookDependencies, receiveHook } from "../../core/sources/hooks/receive-hook.ts";
import { type Slots, takeSlot } from "../git/slots.ts";

export interface HookRoutesOptions {
  readonly hooks: HookDependencies;
  /** Throws when too many come to one address. By the hook and not by the sender: a forge sends for many tools. */
  readonly count: (id: string) => void;
  /** Webhooks at one time. */
  readonly slots: Slots;
}

/** A push of a hundred commits has about 100 KiB; what is larger is found by the watch. */
const bodyLimit = 2 * 1024 * 1024;
const Params = z.object({ tool: ToolName, id: z.string().regex(/^[0-9a-f]{16}$/), secret: z.string().max(100).default("") });

/** `POST /hooks/<tool>/<id>`: webhooks of forges and CI jobs, each with a secret of its own. */
export async function hookRoutes(app: FastifyInstance, { hooks, count, slots }: HookRoutesOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  // as bytes: the signature is over them
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) => done(null, body));
  app.post("/hooks/:tool/:id", receive);
  app.post("/hooks/:tool/:id/:secret", receive);

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const params = Params.safeParse(request.params);
    if (!params.success) throw new SluiceError("not-found", "There is no such webhook: it was replaced or removed.");
    const { tool, id, secret } = params.data;
    const release = takeSlot(slots, reply);
    try {
      count(id);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await receiveHook(hooks, tool, id, { headers: request.headers, body, pathSecret: secret });
      return await reply.code(answer.state === "queued" ? 202 : 200).send(answer);
    } finally {
      release();
    }
  }
}
