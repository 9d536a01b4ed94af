import { SluiceError, ToolName } from "@sluice/contract";
import { hostProblem } from "../control/component-host.ts";
import type { Components } from "../ports/components.ts";
import type { Router } from "../ports/router.ts";

/** Stands for the host name of a component, which may have none. */
export function placeholderHost(name: ToolName): string {
  return `${name}.component.invalid`;
}

/** The router as the components' reconciler sees it: what it calls a host is looked up in the component's file. */
export function componentRouter(router: Router, components: Pick<Components, "file">, domain: string): Router {
  /** Under which host a component answers now. */
  const present = new Map<string, string>();

  async function hostOf(placeholder: string): Promise<string | null> {
    const name = ToolName.parse(placeholder.slice(0, placeholder.indexOf(".")));
    const host = (await components.file(name))?.host ?? null;
    const problem = host === null ? null : hostProblem(host, domain);
    if (problem !== null) throw new SluiceError("wrong-state", problem);
    return host;
  }
  const set: Router["set"] = async ({ host: placeholder, addresses }) => {
    const host = await hostOf(placeholder);
    const before = present.get(placeholder);
    if (host !== null) {
      await router.set({ host, addresses });
      present.set(placeholder, host);
    }
    if (before !== undefined && before !== host) await router.remove(before);
    if (host === null) present.delete(placeholder);
  };
  return {
    set,
    async remove(placeholder) {
      const host = present.get(placeholder);
      if (host !== undefined) await router.remove(host);
      present.delete(placeholder);
    },
    async replaceAll(targets) {
      for (const target of targets) await set(target);
    },
    list: () => router.list(),
    drained: (address, timeoutMs) => router.drained(address, timeoutMs),
  };
}

/** The router as the tools' reconciler sees it: the whole table but the components' hosts, which it leaves alone. */
export function toolRouter(router: Router, components: Components): Router {
  async function hostsOfComponents(): Promise<ReadonlySet<string>> {
    const head = await components.control.head();
    const entries = head === null ? [] : await components.control.readAll(head);
    const files = await Promise.all(entries.map(({ tool }) => components.file(tool)));
    return new Set(files.flatMap((file) => file?.host ?? []));
  }
  return {
    set: (target) => router.set(target),
    remove: (host) => router.remove(host),
    async replaceAll(targets) {
      const theirs = await hostsOfComponents();
      const own = new Set(targets.map(({ host }) => host));
      const others = theirs.size === 0 ? [] : (await router.list()).filter(({ host }) => theirs.has(host) && !own.has(host));
      await router.replaceAll([...targets, ...others]);
    },
    list: () => router.list(),
    drained: (address, timeoutMs) => router.drained(address, timeoutMs),
  };
}
