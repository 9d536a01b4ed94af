import type { ToolName } from "@sluice/contract";

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface NewMail extends Mail {
  readonly tool: ToolName;
}

/** Hands mail to whoever delivers it. */
export interface Mailer {
  /** Resolves when the next server has taken it, for all addresses but the `refused`. `id` names the message, so that one sent twice is seen as one. Throws RefusedMail when it never will. */
  send(mail: Mail, id: string): Promise<{ readonly refused: readonly string[] }>;
}

/** The mail itself is refused: trying again would not help. */
export class RefusedMail extends Error {
  override readonly name = "RefusedMail";
}

/** A mail that waits to be sent. */
export interface OutboxMail extends NewMail {
  readonly id: number;
  readonly tries: number;
}

/** Addresses, and mail on its way: written in the transaction of what it tells of, so that none is lost. */
export interface MailStore {
  mailAddresses(tool: ToolName): Promise<readonly string[]>;
  putMailAddresses(tool: ToolName, addresses: readonly string[]): Promise<void>;
  addMail(mail: NewMail, at: string): Promise<void>;
  /** Takes the next mail that is due and puts its next try off to `until`, so that no other server sends it meanwhile. */
  takeMail(now: string, until: string): Promise<OutboxMail | null>;
  removeMail(id: number): Promise<void>;
}
