import { issuer, service } from "./token.ts";

export interface DistributionSettings {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly storage: string;
  readonly certificateFile: string;
  /** Signs upload states, so that an upload goes on after a restart. */
  readonly secret: string;
}

/** Distribution's config.yml; JSON is YAML. https://distribution.github.io/distribution/about/configuration/ */
export function distributionConfig({ host, storage, certificateFile, secret }: DistributionSettings): string {
  const config = {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: storage },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: true, age: "24h", interval: "6h", dryrun: false } },
    },
    http: {
      addr: host,
      secret,
      relativeurls: true,
      headers: { "X-Content-Type-Options": ["nosniff"] },
    },
    auth: {
      token: {
        realm: `http://${host}/no-token-service`,
        service,
        issuer,
        rootcertbundle: certificateFile,
      },
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
