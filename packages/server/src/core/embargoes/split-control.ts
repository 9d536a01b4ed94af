import { isEmbargo, type ToolName } from "@sluice/contract";
import type { Control } from "../ports/control.ts";

/**
 * Two control repositories as one: embargoes' files are in one that is never served, all others in the shared one. A head
 * of both is `<shared>+<secret>`, `-` for none; while there is no embargo it is the shared one's.
 */
export function splitControl(shared: Control, secret: Control): Control {
  const ownerOf = (tool: ToolName): Control => (isEmbargo(tool) ? secret : shared);
  const head = async (): Promise<string | null> => joined(await shared.head(), await secret.head());
  return {
    head: (tool) => (tool === undefined ? head() : ownerOf(tool).head()),
    async read(tool, at) {
      if (at === undefined) return ownerOf(tool).read(tool);
      const parts = partsOf(at);
      const own = isEmbargo(tool) ? parts.secret : parts.shared;
      return own === null ? null : ownerOf(tool).read(tool, own);
    },
    async readAll(at) {
      const heads = headsOf(at);
      const open = heads.shared === null ? [] : await shared.readAll(heads.shared);
      const hidden = heads.secret === null ? [] : await secret.readAll(heads.secret);
      return [...open.filter(({ tool }) => !isEmbargo(tool)), ...hidden.filter(({ tool }) => isEmbargo(tool))];
    },
    async changed(from, to) {
      const [before, now] = [from === null ? { shared: null, secret: null } : headsOf(from), headsOf(to)];
      const between = async (control: Control, one: string | null, other: string | null): Promise<readonly ToolName[]> =>
        other === null || one === other ? [] : control.changed(one, other);
      const [open, hidden] = await Promise.all([between(shared, before.shared, now.shared), between(secret, before.secret, now.secret)]);
      return [...open.filter((tool) => !isEmbargo(tool)), ...hidden.filter((tool) => isEmbargo(tool))];
    },
    commit: (tool, ...rest) => ownerOf(tool).commit(tool, ...rest),
    async watch(onMove, signal) {
      // one of them ending, well or not, ends both: whoever watches begins again
      const ends = new AbortController();
      const either = AbortSignal.any([signal, ends.signal]);
      const tell = (): void =>
        void head().then(
          (now) => (now === null || either.aborted ? undefined : onMove(now)),
          () => ends.abort(),
        );
      const watching = [shared, secret].map((one) => one.watch(tell, either).finally(() => ends.abort()));
      const done = await Promise.allSettled(watching);
      for (const one of done) if (one.status === "rejected") throw one.reason;
    },
  };
}

function joined(shared: string | null, secret: string | null): string | null {
  return secret === null ? shared : `${shared ?? "-"}+${secret}`;
}

/** Of a head of both. */
function headsOf(at: string): { readonly shared: string | null; readonly secret: string | null } {
  const [shared = "-", secret = null] = at.split("+");
  return { shared: shared === "-" ? null : shared, secret };
}

/** Of a head of both, or of a commit of one of them, which a release's row has. */
function partsOf(at: string): { readonly shared: string | null; readonly secret: string | null } {
  return at.includes("+") ? headsOf(at) : { shared: at, secret: at };
}
