import { forgeRepository, type ForgeRepository, forgeWords, jsonOf } from "@sluice/contract";
import type { ForgeAccess, ForgeAnswer, ForgeStatuses } from "../../core/ports/forge-statuses.ts";
import type { ForgeReviews } from "../../core/ports/forge-reviews.ts";
import { type Asked, pinnedRequest, type Reply, type RequestOptions } from "./pinned-request.ts";
import { mostReviews, reviewLists } from "./review-lists.ts";
import { statusRequests } from "./status-requests.ts";

const taken: ForgeAnswer = { kind: "taken" };

/** Tells forges by their HTTP APIs. */
export function forgeStatuses(options: RequestOptions): ForgeStatuses & ForgeReviews {
  const ask = (repository: ForgeRepository, path: string, body?: object): Promise<Reply> => {
    const asked: Asked = { method: body === undefined ? "GET" : "POST", url: `${repository.url}${path}`, headers: repository.headers };
    return pinnedRequest(options, body === undefined ? asked : { ...asked, body });
  };
  return {
    async look(at) {
      const repository = repositoryOf(at);
      return answerOf(at, repository, await ask(repository, ""));
    },
    async reviews(at) {
      const repository = repositoryOf(at);
      const { path, shape } = reviewLists[at.forge];
      const reply = await ask(repository, path);
      const answer = answerOf(at, repository, reply);
      if (answer.kind === "refused") return answer;
      const listed = shape.safeParse(reply.kind === "reply" ? jsonOf(reply.text) : null);
      if (listed.success) return { kind: "listed", reviews: listed.data, all: listed.data.length < mostReviews };
      const why = `${new URL(repository.url).host} lists its pull requests in a form that is not known`;
      return { kind: "refused", away: false, why };
    },
    async tell(at, status, again) {
      const repository = repositoryOf(at);
      const { path, body, listed, isTold } = statusRequests[at.forge];
      if (again && listed !== null) {
        const list = await ask(repository, listed(status));
        if (list.kind === "reply" && list.status === 200 && isTold(jsonOf(list.text), status)) return taken;
      }
      return answerOf(at, repository, await ask(repository, path(status), body(status)));
    },
  };
}

function repositoryOf({ forge, url, token, api }: ForgeAccess): ForgeRepository {
  const repository = forgeRepository(forge, url, token, api);
  if (repository === null) throw new Error(`${forge} has no API`);
  return repository;
}

function answerOf({ token }: ForgeAccess, { url }: ForgeRepository, reply: Reply): ForgeAnswer {
  if (reply.kind === "unreached") return { kind: "refused", away: reply.away, why: reply.why };
  const { status, text } = reply;
  if (status >= 200 && status < 300) return taken;
  const away = status === 408 || status === 429 || status >= 500;
  // one that repeats what it was sent must not make us show it
  const said = forgeWords(text).replaceAll(token, "[token]");
  const why = `${new URL(url).host} refuses: ${status} ${said}`.trimEnd().replace(/\.$/, "");
  return { kind: "refused", away, why: `${why}${todoOf(status)}` };
}

function todoOf(status: number): string {
  if (status === 401) return ". The token is wrong or over: give another one";
  if (status === 403 || status === 404) return ". The token must be allowed to write commit statuses of this repository";
  if (status >= 300 && status < 400) return ". Redirects are not followed: name the API with --api";
  return "";
}
