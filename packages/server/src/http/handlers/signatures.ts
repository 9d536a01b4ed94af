import { imageMeant } from "../image-meant.ts";
import type { Handlers } from "../handler.ts";

export const signatureHandlers: Pick<Handlers, "provenance.show" | "signing.key"> = {
  "provenance.show": async ({ deps, params, query }) => {
    const { image } = await imageMeant(deps, params.tool, query.build);
    return { image, statements: await deps.signatures.said(params.tool, image) };
  },
  "signing.key": ({ deps }) => Promise.resolve({ policy: deps.signatures.policy, public_key: deps.signatures.publicKey }),
};
