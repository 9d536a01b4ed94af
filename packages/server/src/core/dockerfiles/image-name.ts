/** An image in a registry, with nothing left out. */
export interface ImageName {
  /** `docker.io`, `registry.example.org:5000`. */
  readonly registry: string;
  /** `library/debian`. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

const repositoryForm = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const form = /^(?<path>[^@]+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;
const registryForm = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;

/**
 * Reads a name as Docker does (distribution/reference, "reference grammar"): without a host it is of `docker.io`, without
 * a folder there of `library`, without tag and digest `latest`. Null when it is none.
 */
export function parseImageName(text: string): ImageName | null {
  const { path = "", tag = null, digest = null } = form.exec(text)?.groups ?? {};
  const slash = path.indexOf("/");
  const first = slash === -1 ? "" : path.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === "localhost";
  const registry = hasHost ? first.replace(/^index\.docker\.io$/, "docker.io") : "docker.io";
  const rest = hasHost ? path.slice(slash + 1) : path;
  const repository = registry === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  if (!registryForm.test(registry) || !repositoryForm.test(repository) || text.length > 400) return null;
  return { registry, repository, tag: tag ?? (digest === null ? "latest" : null), digest: digest ?? null };
}

/** `docker.io/library/debian:13`. */
export function fullName({ registry, repository, tag, digest }: ImageName): string {
  return `${registry}/${repository}${tag === null ? "" : `:${tag}`}${digest === null ? "" : `@${digest}`}`;
}
