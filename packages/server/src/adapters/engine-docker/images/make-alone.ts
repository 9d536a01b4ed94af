import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { unlessAborted } from "../../../docker-client/unless-aborted.ts";
import type { Container, ContainerSpec, Docker } from "../docker.ts";

/** How long the maker of an image may be seen, in ms, before it is taken for dead. */
export interface MakerPatience {
  /** Since it was first seen. */
  readonly inAll: number;
  /** Since it was first seen not to run: its image is being kept. */
  readonly ended: number;
}

/** The turn to make an image. */
export interface Turn {
  readonly repository: string;
  readonly tag: string;
  /** Told once when another installation makes it. */
  readonly onWait: () => void;
  /** Asked when it is this maker's turn: labels of the image as it is now, null when there is none, or that it need not be made. */
  readonly begin: () => Promise<Readonly<Record<string, string>> | null | "done">;
  readonly patience: MakerPatience;
  readonly stop: AbortSignal;
}

/** True when something new was made. `before`: labels of the image as it was. */
export type MakeIn = (container: Container, before: Readonly<Record<string, string>> | null) => Promise<boolean>;

const lookMs = 500;
/** How long a server that stops waits for a container to go. */
const lastWaitMs = 2000;

/** What the engine knows the maker of an image by. */
export const makerName = (image: string): string => `sluice-bake-${createHash("sha256").update(image).digest("hex").slice(0, 24)}`;

/**
 * Makes an image in a container, once no other makes it; false when there was nothing new to make. Installations that
 * share an engine share its images but no store: the container's name, which the engine gives once, is what they take
 * turns by. A maker whose server died is removed when that server starts again, or here when the patience is over.
 */
export async function makeAlone(docker: Docker, spec: ContainerSpec, turn: Turn, work: MakeIn): Promise<boolean> {
  const container = await createAlone(docker, { ...spec, name: makerName(`${turn.repository}:${turn.tag}`) }, turn);
  try {
    const before = await turn.begin();
    return before !== "done" && (await unlessAborted(turn.stop, work(container, before)));
  } finally {
    await removed(container, turn.stop);
  }
}

/**
 * The engine removes nothing while it keeps an image of it, which may take long: a server that stops only asks for it.
 * What is left nevertheless is removed at the next start.
 */
async function removed(container: Container, stop: AbortSignal): Promise<void> {
  const removal = container.remove();
  if (!stop.aborted) return removal;
  removal.catch(() => undefined);
  await Promise.race([removal, pause(lastWaitMs, undefined, { ref: false })]);
}

async function createAlone(docker: Docker, spec: ContainerSpec & { readonly name: string }, turn: Turn): Promise<Container> {
  for (let waited = false; ; waited = true) {
    turn.stop.throwIfAborted();
    const container = await docker.createUnlessThere(spec);
    if (container !== null) return container;
    if (!waited) turn.onWait();
    await untilGone(docker, spec.name, turn);
  }
}

async function untilGone(docker: Docker, name: string, { patience, stop }: Turn): Promise<void> {
  const maker = await docker.stateOf(name);
  if (maker === null) return;
  const seen = performance.now();
  let ended: number | null = null;
  for (;;) {
    const state = await docker.stateOf(name);
    if (state?.id !== maker.id) return;
    const now = performance.now();
    ended = state.runs ? null : (ended ?? now);
    if (now - seen > patience.inAll || (ended !== null && now - ended > patience.ended)) return docker.removeContainer(maker.id);
    await pause(lookMs, undefined, { signal: stop });
  }
}
