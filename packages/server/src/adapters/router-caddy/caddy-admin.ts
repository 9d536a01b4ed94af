import { Agent, request } from "undici";
import { z } from "zod";

const Upstreams = z.array(z.object({ address: z.string(), num_requests: z.number() })).nullable();

/** Caddy's admin API on its Unix socket: https://caddyserver.com/docs/api */
export class CaddyAdmin implements AsyncDisposable {
  readonly #agent: Agent;

  constructor(socket: string) {
    this.#agent = new Agent({
      connect: { socketPath: socket },
      headersTimeout: 2000,
      bodyTimeout: 2000,
    });
  }

  async answers(): Promise<boolean> {
    const { statusCode, body } = await this.#get("/config/apps/http/grace_period");
    await body.dump();
    return statusCode === 200;
  }

  /** Requests under way to an address. */
  async underWay(address: string): Promise<number> {
    const { statusCode, body } = await this.#get("/reverse_proxy/upstreams");
    if (statusCode !== 200) throw new Error(`Caddy's admin API answered ${statusCode}`);
    const upstreams = Upstreams.parse(await body.json()) ?? [];
    return upstreams.find((upstream) => upstream.address === address)?.num_requests ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  #get(path: string): ReturnType<typeof request> {
    return request(`http://caddy${path}`, { dispatcher: this.#agent });
  }
}
