import { createHash } from "node:crypto";
import { SluiceError } from "@sluice/contract";
import type { Values } from "../config/options.ts";
import type { Serving } from "../data-directory/serving.ts";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** What a server goes on with that takes over: another value would be another installation, or another address of the tools. */
export function alikeOf(values: Values): Serving["alike"] {
  const { host, port } = values["router-listen"];
  return {
    domain: values.domain,
    "router-listen": `${host}:${port}`,
    // a password may be in it
    database: values.database === "sqlite" ? "sqlite" : hashOf(values.database),
    "docker-host": values["docker-host"],
  };
}

/** Throws for what the server that serves has otherwise. */
export function mustBeAlike(own: Serving["alike"], serving: Serving["alike"]): void {
  for (const [name, value] of Object.entries(serving)) {
    if (own[name] === value) continue;
    const is = name === "database" ? "" : `: "${value}"`;
    throw new SluiceError("invalid-request", `--${name} differs from that of the server that serves${is}. Give both the same.`);
  }
}
