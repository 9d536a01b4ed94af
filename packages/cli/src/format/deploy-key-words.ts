import { sourceHost, sourcePlace, type ShownSource } from "@sluice/contract";

const unknown = `the repository's deploy keys (Bitbucket: access keys; Gerrit: SSH keys of an account), with the right to read`;

/** Where a forge has the deploy keys of a repository. By its name: forges at a name of their own are told about in general. */
const places: readonly { readonly host: RegExp; readonly where: (host: string, path: string) => string }[] = [
  { host: /^(ssh\.)?github\.com$/, where: (_, path) => `https://github.com/${path}/settings/keys/new, without write access` },
  { host: /(^|[.-])gitlab\b/, where: (host, path) => `https://${host}/${path}/-/settings/repository > Deploy keys` },
  { host: /(^|[.-])(gitea|forgejo|codeberg)\b/, where: (host, path) => `https://${host}/${path}/settings/keys > Deploy Keys` },
  { host: /^(altssh\.)?bitbucket\.org$/, where: (_, path) => `https://bitbucket.org/${path}/admin/access-keys/` },
];

/** The deploy key, and the place to paste it; nothing when the source has none. */
export function deployKeyLines({ url, publicKey }: Pick<ShownSource, "url" | "publicKey">): string[] {
  if (publicKey === null) return [];
  const { host, path } = sourcePlace(url);
  const name = path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  const where = places.find((place) => place.host.test(host))?.where(host, name) ?? `${sourceHost(url)}: ${unknown}`;
  return ["Its deploy key, to be entered at", `  ${where}`, `  ${publicKey}`];
}

/** The keys by which its hosts are known. */
export function hostKeyLines({ hosts }: Pick<ShownSource, "hosts">): string[] {
  return hosts.map(({ host, fingerprint }) => `${host} is known by ${fingerprint}`);
}
