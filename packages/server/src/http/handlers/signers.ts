import { type Moment, SluiceError } from "@sluice/contract";
import { readSigningKey } from "../../core/signers/signing-key.ts";
import type { Handlers } from "../handler.ts";

const most = 100;

export const signerHandlers: Pick<Handlers, "signers.list" | "signers.add" | "signers.remove"> = {
  "signers.list": async ({ deps, params }) => [...(await deps.store.signers(params.tool))],
  "signers.add": async ({ deps, me, params, body, note }) => {
    const key = readSigningKey(body.key);
    note({ name: body.name, fingerprint: key.fingerprint });
    const present = await deps.store.signers(params.tool);
    if (present.length >= most) throw new SluiceError("wrong-state", `${params.tool} has ${most} keys already: remove one first.`);
    const signer = { ...key, name: body.name, by: me.user, at: deps.clock.now() as Moment };
    if (await deps.store.addSigner(params.tool, signer)) return signer;
    throw new SluiceError("already-exists", `${params.tool} allows ${key.fingerprint} already.`);
  },
  "signers.remove": async ({ deps, params, note }) => {
    note({ signer: params.signer });
    if (await deps.store.removeSigner(params.tool, params.signer)) return { done: true };
    throw new SluiceError("not-found", `${params.tool} has no key ${params.signer}: see sluice signers list.`);
  },
};
