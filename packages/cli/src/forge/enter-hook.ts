import { type CreatedHook, forgeWords, jsonOf } from "@sluice/contract";
import { z } from "zod";
import { Failure } from "../failure.ts";
import type { ForgeApi } from "./forge-api.ts";

const patienceMs = 30_000;
/** What a forge may answer at most; lists of webhooks are short. */
const mostBytes = 1024 * 1024;

/** Each forge says a webhook's address in one of two places; Bitbucket Cloud calls its id uuid and all of them values. */
const Listed = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  uuid: z.string().optional(),
  url: z.string().optional(),
  config: z.looseObject({ url: z.string().optional() }).optional(),
});
const List = z.union([z.array(Listed), z.object({ values: z.array(Listed) }).transform(({ values }) => values)]);

/**
 * Makes the webhook in the forge and then removes those that it takes the place of: same server, same tool. Throws a
 * Failure that says why the forge refused; the token goes nowhere else, redirects are not followed.
 * @returns how many were removed
 */
export async function enterHook(api: ForgeApi, { url, secret }: Pick<CreatedHook, "url" | "secret">, reviews: boolean): Promise<number> {
  await send(api, "POST", api.hooks, api.body(url, secret, reviews));
  const before = url.slice(0, url.lastIndexOf("/") + 1);
  const listed = List.safeParse(await send(api, "GET", api.hooks));
  const old = (listed.data ?? []).flatMap(({ id, uuid, url: plain, config }) => {
    const at = config?.url ?? plain ?? "";
    const name = uuid ?? id;
    return name !== undefined && at !== url && at.startsWith(before) ? [String(name)] : [];
  });
  for (const id of old) await send(api, "DELETE", `${api.hooks}/${encodeURIComponent(id)}`);
  return old.length;
}

async function send(api: ForgeApi, method: string, url: string, body?: object): Promise<unknown> {
  const { host } = new URL(url);
  const headers = { ...api.headers, "user-agent": "sluice", ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(url, { method, headers, ...content, redirect: "manual", signal: AbortSignal.timeout(patienceMs) }).catch(
    (cause: unknown) => {
      throw new Failure("unavailable", `${host} does not answer: ${reasonOf(cause)}.`, "Enter the webhook by hand, or try again.", {
        cause,
      });
    },
  );
  const text = (await answer.text()).slice(0, mostBytes);
  if (answer.ok) return text === "" ? null : jsonOf(text);
  throw new Failure("wrong-state", `${host} refuses the webhook: ${answer.status} ${forgeWords(text)}`.trimEnd(), todoOf(answer.status));
}

function todoOf(status: number): string {
  if (status === 401) return "The forge's token is wrong or over. Make another one, or enter the webhook by hand.";
  if (status === 403 || status === 404)
    return "The token must be allowed to change this repository's webhooks. Give it that right, or enter the webhook by hand.";
  if (status >= 300 && status < 400) return "The API answers elsewhere: name it with --api https://HOST, or enter the webhook by hand.";
  return "Enter the webhook by hand.";
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
