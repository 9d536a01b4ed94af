import { openApi, SluiceError } from "@sluice/contract";
import Fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import { admit } from "./admit.ts";
import { authenticate } from "../core/access/authenticate.ts";
import { answerError } from "./answer-error.ts";
import { bindRoutes } from "./bind-routes.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { gitAccess } from "./git-access.ts";
import { handlers } from "./handlers/index.ts";
import { controlRoutes } from "./git/control-routes.ts";
import { execHandlers } from "./sockets/exec.ts";
import { hookRoutes } from "./hooks/hook-routes.ts";
import { gitRoutes } from "./git/git-routes.ts";
import { schemaRoutes } from "./schema-routes.ts";

const bodyLimit = 1024 * 1024;

/** The server's whole HTTP side: the contract's routes, git, and the two health pages. */
export function createHttp(deps: HttpDependencies): FastifyInstance {
  const app = Fastify({
    bodyLimit,
    // Log streams and pushes end by themselves: closing waits for the hooks that end them and not for the connections.
    forceCloseConnections: true,
    trustProxy: deps.trustedProxies === "" ? false : deps.trustedProxies,
    genReqId: () => deps.random.hex(8),
    routerOptions: { maxParamLength: 200 },
  });
  app.server.headersTimeout = 15_000;
  app.setErrorHandler(answerError(deps.onProblem));
  app.setNotFoundHandler(async (request) => {
    throw new SluiceError("not-found", `There is nothing at ${request.method} ${request.url.split("?")[0] ?? ""}.`);
  });
  app.addHook("onSend", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff").header("referrer-policy", "no-referrer");
  });
  app.get("/healthz", async () => ({ alive: true }));
  app.get("/readyz", async (_request, reply) => {
    const checks = await deps.ready();
    const failed = checks.filter((check) => check.state === "fail");
    return reply
      .code(failed.length === 0 ? 200 : 503)
      .send({ ready: failed.length === 0, failed: failed.map(({ part, found }) => ({ part, found })) });
  });
  app.get("/metrics", async (request, reply) => {
    await admit(deps, { method: "GET", path: "/metrics", access: "admin", summary: "", output: z.string() }, request);
    const { type, text } = await deps.metrics();
    return reply.type(type).send(text);
  });
  const api = JSON.stringify(openApi());
  app.get("/api/v1/openapi.json", async (_request, reply) => reply.type("application/json").send(api));
  schemaRoutes(app);
  bindRoutes(app, deps, handlers, execHandlers);
  const access = gitAccess(deps);
  void app.register(gitRoutes, { ...deps.git, access });
  void app.register(hookRoutes, deps.webhooks);
  void app.register(controlRoutes, { ...deps.control.git, authenticate: (token) => authenticate(deps.store, deps.clock, token) });
  return app;
}
