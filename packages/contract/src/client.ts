import type { z } from "zod";
import { errorFrom, networkError } from "./client-errors.ts";
import { linesOf } from "./client-lines.ts";
import { routes, type OutputOf, type RouteName, type Routes } from "./routes.ts";

type Input<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType } ? z.input<S> : never;
type Needs<R, K extends string> = R extends { readonly [P in K]: z.ZodType }
  ? { readonly [P in K]: Loose<Input<R, K>> }
  : Record<never, never>;
/** Query parameters have defaults, so that the whole part may be left out. */
type May<R> = R extends { readonly query: infer S extends z.ZodType }
  ? { readonly query?: Partial<Loose<z.output<S>>> }
  : Record<never, never>;
/** A caller may give plain strings and numbers for branded ones: the server parses them. */
type Loose<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends readonly (infer E)[]
      ? readonly Loose<E>[]
      : T extends object
        ? { readonly [K in keyof T]: Loose<T[K]> }
        : T;

/** Parameters of a path, as what they are parsed to: what is read from a text may be given as anything. */
type Params<R> = R extends { readonly params: infer S extends z.ZodType } ? { readonly params: Loose<z.output<S>> } : Record<never, never>;

export type CallInput<N extends RouteName> = Params<Routes[N]> & Needs<Routes[N], "body"> & May<Routes[N]>;

export interface Client {
  /** Calls a route; throws ApiError for every answer that is not 2xx. */
  call<N extends RouteName>(name: N, input?: CallInput<N>): Promise<OutputOf<N>>;
  /** Reads a route that answers with lines, as they happen. */
  stream<N extends RouteName>(name: N, input: CallInput<N>, signal?: AbortSignal): AsyncIterable<OutputOf<N>>;
  /** Reads a route that answers with a file. */
  bytes<N extends RouteName>(name: N, input: CallInput<N>, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface ClientOptions {
  /** `http://host:port`, without a path. */
  readonly url: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, Plain>>;
  readonly query?: Readonly<Record<string, Plain | undefined>>;
  readonly body?: unknown;
}

type Plain = string | number | boolean;

function textOf(value: Plain | undefined): string {
  return value === undefined ? "" : String(value);
}

/** Method, address and body of a call, from the route table. */
function address(base: string, name: RouteName, input: LooseInput): { method: string; url: URL; body: string | null } {
  const route = routes[name];
  const path = route.path.replaceAll(/:([a-z]+)/g, (_, key: string) => encodeURIComponent(textOf(input.params?.[key])));
  const url = new URL(`/api/v1${path}`, base);
  for (const [key, value] of Object.entries(input.query ?? {})) if (value !== undefined) url.searchParams.set(key, textOf(value));
  return { method: route.method, url, body: input.body === undefined ? null : JSON.stringify(input.body) };
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;

  async function request(name: RouteName, input: LooseInput, signal?: AbortSignal): Promise<Response> {
    const { method, url, body } = address(options.url, name, input);
    const headers = { authorization: `Bearer ${options.token}`, ...(body === null ? {} : { "content-type": "application/json" }) };
    try {
      const init = { method, headers, ...(body === null ? {} : { body }), ...(signal === undefined ? {} : { signal }) };
      const response = await send(url, init);
      if (response.ok) return response;
      throw errorFrom(options.url, response.status, await response.text());
    } catch (error) {
      throw networkError(options.url, error);
    }
  }

  return {
    async call(name, input) {
      const response = await request(name, input ?? {});
      return routes[name].output.parse(await response.json()) as OutputOf<typeof name>;
    },
    async *bytes(name, input, signal) {
      const response = await request(name, input, signal);
      try {
        if (response.body !== null) yield* response.body;
      } catch (error) {
        throw networkError(options.url, error);
      }
    },
    async *stream(name, input, signal) {
      const response = await request(name, input, signal);
      try {
        for await (const line of linesOf(response)) yield routes[name].output.parse(line) as OutputOf<typeof name>;
      } catch (error) {
        throw networkError(options.url, error);
      }
    },
  };
}
