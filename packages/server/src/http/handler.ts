import type { BodyOf, OutputOf, ParamsOf, QueryOf, RouteName, Routes } from "@sluice/contract";
import type { Principal } from "../core/access/principal.ts";
import type { WebSocket } from "ws";
import type { SentFile } from "./send-bytes.ts";
import type { HttpDependencies } from "./dependencies.ts";

export interface Call<N extends RouteName> {
  readonly deps: HttpDependencies;
  readonly me: Principal;
  readonly params: ParamsOf<N>;
  readonly query: QueryOf<N>;
  readonly body: BodyOf<N>;
  /** Adds to the audit log's entry of this change. */
  readonly note: (detail: Readonly<Record<string, unknown>>) => void;
  /** Aborted when the caller has gone or the server stops. */
  readonly signal: AbortSignal;
}

type Answer<N extends RouteName> = Routes[N] extends { readonly stream: "lines" }
  ? AsyncIterable<OutputOf<N>>
  : Promise<Routes[N] extends { readonly stream: "bytes" } ? SentFile : unknown>;

/** What a route does. A plain answer is parsed by the route's output schema, which leaves out what only the server knows. */
export type Handler<N extends RouteName> = (call: Call<N>) => Answer<N>;

/** Routes that are answered over a web socket. */
export type SocketRoute = { readonly [N in RouteName]: Routes[N] extends { readonly stream: "socket" } ? N : never }[RouteName];

/** Begins what a socket is for. What it gives is written into the audit log, then carried to its end. */
export type SocketHandler<N extends SocketRoute> = (
  call: Call<N>,
  socket: WebSocket,
) => Promise<{
  readonly detail: Readonly<Record<string, unknown>>;
  readonly carry: () => Promise<void>;
  /** Instead of carry, when it could not be written down. */
  readonly abandon: () => Promise<void>;
}>;

export type Handlers = { readonly [N in Exclude<RouteName, SocketRoute>]: Handler<N> };
export type SocketHandlers = { readonly [N in SocketRoute]: SocketHandler<N> };
