import { forgeRepository, type ForgeRepository, forgeWords, jsonOf } from "@sluice/contract";
import type { ForgeAccess, ForgeAnswer, ForgeStatuses } from "../../core/ports/forge-statuses.ts";
import type { ForgeReviews, Review } from "../../core/ports/forge-reviews.ts";
import { gerritWords } from "./gerrit.ts";
import { type Asked, pinnedRequest, type Reply, type RequestOptions } from "./pinned-request.ts";
import { mostReviews, perPart, reviewLists } from "./review-lists.ts";
import { statusRequests } from "./status-requests.ts";
import { tellGerrit } from "./tell-gerrit.ts";

const taken: ForgeAnswer = { kind: "taken" };

/** Tells forges by their HTTP APIs. */
export function forgeStatuses(options: RequestOptions): ForgeStatuses & ForgeReviews {
  const askAt = ({ headers }: ForgeRepository, url: string, body?: object): Promise<Reply> => {
    const asked: Asked = { method: body === undefined ? "GET" : "POST", url, headers };
    return pinnedRequest(options, body === undefined ? asked : { ...asked, body });
  };
  const ask = (repository: ForgeRepository, path: string, body?: object): Promise<Reply> =>
    askAt(repository, `${repository.url}${path}`, body);
  return {
    async look(at) {
      const repository = repositoryOf(at);
      return answerOf(at, repository, await ask(repository, ""));
    },
    async reviews(at) {
      const repository = repositoryOf(at);
      const { first, url, json, shape, next } = reviewLists[at.forge];
      const open = new Map<number, Review>();
      let from: number | null = first;
      while (from !== null && open.size < mostReviews) {
        const reply = await askAt(repository, url(repository, from));
        const answer = answerOf(at, repository, reply);
        if (answer.kind === "refused") return answer;
        const listed: unknown = reply.kind === "reply" ? json(reply.text) : null;
        const reviews = shape.safeParse(listed).data;
        if (reviews === undefined) return unknownForm(repository);
        const before = open.size;
        for (const review of reviews) open.set(review.number, review);
        const rest = next(listed, from, reviews.length);
        // a forge that gives the same part again and again would be asked for ever
        from = open.size > before ? rest : null;
        if (from === null && rest !== null) return unknownForm(repository);
      }
      return { kind: "listed", reviews: [...open.values()].slice(0, mostReviews), all: from === null, parts: open.size > perPart };
    },
    async tell(at, status, again) {
      const repository = repositoryOf(at);
      if (at.forge === "gerrit") {
        return tellGerrit(
          (url, body) => askAt(repository, url, body),
          repository,
          at,
          status,
          (reply) => answerOf(at, repository, reply),
        );
      }
      const { path, body, listed, isTold } = statusRequests[at.forge];
      if (again && listed !== null) {
        const list = await ask(repository, listed(status));
        if (list.kind === "reply" && list.status === 200 && isTold(jsonOf(list.text), status)) return taken;
      }
      return answerOf(at, repository, await ask(repository, path(status), body(status)));
    },
  };
}

function unknownForm({ url }: ForgeRepository): Extract<ForgeAnswer, { kind: "refused" }> {
  return { kind: "refused", away: false, why: `${new URL(url).host} lists its pull requests in a form that is not known` };
}

function repositoryOf({ forge, url, token, api, account }: ForgeAccess): ForgeRepository {
  const repository = forgeRepository(forge, url, token, api, account);
  if (repository === null) throw new Error(`${forge} has no API`);
  return repository;
}

function answerOf({ token, forge }: ForgeAccess, { url }: ForgeRepository, reply: Reply): ForgeAnswer {
  if (reply.kind === "unreached") return { kind: "refused", away: reply.away, why: reply.why };
  const { status, text } = reply;
  if (status >= 200 && status < 300) return taken;
  const away = status === 408 || status === 429 || status >= 500;
  // one that repeats what it was sent must not make us show it
  const said = (forge === "gerrit" ? gerritWords(text) : forgeWords(text)).replaceAll(token, "[token]");
  const why = `${new URL(url).host} refuses: ${status} ${said}`.trimEnd().replace(/\.$/, "");
  return { kind: "refused", away, why: `${why}${forge === "gerrit" ? gerritTodo(status) : todoOf(status)}` };
}

function todoOf(status: number): string {
  if (status === 401) return ". The token is wrong or over: give another one";
  if (status === 403 || status === 404) return ". The token must be allowed to write commit statuses of this repository";
  if (status >= 300 && status < 400) return ". Redirects are not followed: name the API with --api";
  return "";
}

function gerritTodo(status: number): string {
  if (status === 401) return ". The account or its HTTP password is wrong: make one in Gerrit's settings, HTTP Credentials";
  if (status === 403) return ". The account must be allowed to read the project and to comment on its changes";
  if (status === 404) {
    return ". Either the account may not read this project, or all of Gerrit is below a path: name it with --api https://HOST/PATH";
  }
  return todoOf(status);
}
