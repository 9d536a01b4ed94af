import { z } from "zod";
import { Moment, UserName } from "../ids.ts";

/** The first half of the SHA-256 of a key, in hex: its name in paths. */
export const SignerId = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hex digits, as sluice signers list shows them");
export type SignerId = z.infer<typeof SignerId>;

/** A key by which commits may be signed that a tool is built from. */
export const Signer = z.object({
  id: SignerId,
  kind: z.enum(["ssh", "openpgp"]),
  /** As `ssh-keygen -l` and `gpg --fingerprint` write it. */
  fingerprint: z.string(),
  name: z.string(),
  /** One line for SSH, an armoured block for OpenPGP. */
  key: z.string(),
  by: UserName,
  at: Moment,
});
export type Signer = z.infer<typeof Signer>;

export const NewSigner = z.strictObject({
  /** Whose it is, for people. */
  name: z.string().trim().min(1).max(100),
  key: z
    .string()
    .min(1)
    .max(64 * 1024),
});
export type NewSigner = z.infer<typeof NewSigner>;
