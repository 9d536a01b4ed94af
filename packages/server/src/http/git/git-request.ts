import { SluiceError, type UserName } from "@sluice/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { GitRequest } from "../../core/sources/git-server.ts";

const Service = z.object({ service: z.enum(["git-upload-pack", "git-receive-pack"]) });
export type ServiceName = z.infer<typeof Service>["service"];
export const services: readonly ServiceName[] = Service.shape.service.options;

/** The service that `GET info/refs?service=…` asks for. */
export function askedService(query: unknown): ServiceName {
  const found = Service.safeParse(query);
  if (found.success) return found.data.service;
  throw new SluiceError("invalid-request", "Only the smart protocol is spoken here: use git 1.6.6 or newer.");
}

/** Bodies go to git as they come. */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
}

interface Asked {
  readonly repository: string;
  readonly service: ServiceName;
  readonly advertise: boolean;
  readonly user: UserName;
}

/** What git's own server side is told of a request. */
export function gitRequest({ headers, ip, raw }: FastifyRequest, asked: Asked): GitRequest {
  return {
    ...asked,
    address: ip,
    contentType: headers["content-type"] ?? "",
    contentEncoding: headers["content-encoding"] ?? "",
    protocol: [headers["git-protocol"] ?? ""].flat().join(":"),
    body: asked.advertise ? null : raw,
  };
}
