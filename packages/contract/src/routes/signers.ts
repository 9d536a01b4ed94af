import { z } from "zod";
import { Done, inTool, type Route } from "../route.ts";
import { NewSigner, Signer, SignerId } from "../schemas/signers.ts";

export const signerRoutes = {
  "signers.list": {
    method: "GET",
    path: "/tools/:tool/signers",
    access: "viewer",
    summary: "The keys by which commits must be signed; none: they need no signature",
    params: inTool,
    output: z.array(Signer),
  },
  "signers.add": {
    method: "POST",
    path: "/tools/:tool/signers",
    access: "maintainer",
    summary: "Allow a key; from the first one on, only commits signed by one of them are built",
    params: inTool,
    body: NewSigner,
    output: Signer,
  },
  "signers.remove": {
    method: "DELETE",
    path: "/tools/:tool/signers/:signer",
    access: "maintainer",
    summary: "Allow a key no more; without the last one, commits need no signature",
    params: inTool.extend({ signer: SignerId }),
    output: Done,
  },
} as const satisfies Record<string, Route>;
