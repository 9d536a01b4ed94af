import { SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import { z } from "zod";
import { fullName, type ImageName } from "../../../core/dockerfiles/image-name.ts";

const Descriptor = z.object({ mediaType: z.string(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), size: z.int().min(0) });
export type Descriptor = z.infer<typeof Descriptor>;
const Platform = z.object({ os: z.string(), architecture: z.string() });
const Index = z.object({ manifests: z.array(Descriptor.extend({ platform: Platform.optional() })) });
/** OCI image specification, "image manifest"; Docker's schema 2 has the same keys. */
export const ImageManifest = z.object({ config: Descriptor, layers: z.array(Descriptor).max(200) });
export type ImageManifest = z.infer<typeof ImageManifest>;

export interface FoundBase {
  /** What its tag stood for, or its own: an index or a manifest. */
  readonly digest: string;
  /** Of this machine's platform. */
  readonly manifest: { readonly digest: string; readonly bytes: Buffer; readonly mediaType: string };
}

const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const most = { manifest: 4 * 1024 * 1024, token: 64 * 1024 } as const;
const headersMs = 30_000;

export const sha256 = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Loopback is reached without TLS, as the Docker Engine does; everything else only with it. */
const isLoopback = (host: string): boolean => /^(localhost|127\.[\d.]+)(:\d+)?$/.test(host);

function originOf(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return `${isLoopback(registry) ? "http" : "https"}://${registry}`;
}

/** Reads images that everybody may read, as the OCI distribution specification has it ("pull"). */
export function baseRegistry(name: ImageName, architecture: string, signal: AbortSignal) {
  const origin = originOf(name.registry);
  let authorization: string | null = null;
  const away = (cause: unknown): SluiceError =>
    new SluiceError("unavailable", `the registry ${name.registry} does not give ${fullName(name)} now`, { cause });
  const get = async (url: string, headers: Readonly<Record<string, string>>): Promise<Response> => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), headersMs);
    try {
      return await fetch(url, { headers, signal: AbortSignal.any([signal, timeout.signal]) });
    } catch (error) {
      signal.throwIfAborted();
      throw away(error);
    } finally {
      clearTimeout(timer);
    }
  };
  /** For whoever comes: the registry says where to ask (distribution specification, "token authentication"). */
  const authorize = async (challenge: string): Promise<boolean> => {
    const told = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]));
    const { realm = "", service } = told;
    if (!/^bearer /i.test(challenge) || !URL.canParse(realm)) return false;
    const url = new URL(realm);
    if (url.protocol !== "https:" && !(isLoopback(name.registry) && isLoopback(url.host))) return false;
    if (service !== undefined) url.searchParams.set("service", service);
    url.searchParams.set("scope", `repository:${name.repository}:pull`);
    const answer = await get(url.href, {});
    const token = z
      .object({ token: z.string().optional(), access_token: z.string().optional() })
      .safeParse(answer.ok ? parsed(await bounded(answer, most.token, away)) : null);
    const text = token.data?.token ?? token.data?.access_token;
    if (text === undefined) return false;
    authorization = `Bearer ${text}`;
    return true;
  };
  const ask = async (path: string): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await get(`${origin}/v2/${name.repository}/${path}`, { accept, ...(authorization !== null && { authorization }) });
      if (answer.ok) return answer;
      await answer.body?.cancel();
      const challenge = answer.headers.get("www-authenticate");
      if (answer.status === 401 && attempt === 1 && challenge !== null && (await authorize(challenge))) continue;
      if (answer.status === 429 || answer.status >= 500) throw away(new Error(`HTTP ${answer.status}`));
      throw new SluiceError(
        "build-failed",
        `the registry has no ${fullName(name)} for everybody (HTTP ${answer.status}): look at its name and tag`,
      );
    }
  };
  const manifest = async (reference: string): Promise<{ bytes: Buffer; digest: string }> => {
    const bytes = await bounded(await ask(`manifests/${reference}`), most.manifest, away);
    const digest = sha256(bytes);
    if (reference.startsWith("sha256:") && reference !== digest) throw away(new Error("another manifest than asked for"));
    return { bytes, digest };
  };
  return {
    async find(): Promise<FoundBase> {
      const top = await manifest(name.digest ?? name.tag ?? "latest");
      const index = Index.safeParse(parsed(top.bytes)).data;
      if (index === undefined) return { digest: top.digest, manifest: { ...top, mediaType: mediaTypeOf(top.bytes) } };
      const own = index.manifests.find(({ platform }) => platform?.os === "linux" && platform.architecture === architecture);
      if (own === undefined) throw new SluiceError("build-failed", `${fullName(name)} is not made for linux/${architecture}`);
      return { digest: top.digest, manifest: { ...(await manifest(own.digest)), mediaType: own.mediaType } };
    },
    /** The bytes of a blob as they come; whoever reads them compares the digest. */
    async blob(digest: string): Promise<ReadableStream<Uint8Array>> {
      const { body } = await ask(`blobs/${digest}`);
      if (body === null) throw away(new Error("an empty answer"));
      return body;
    },
  };
}

function mediaTypeOf(bytes: Buffer): string {
  const said = z.object({ mediaType: z.string() }).safeParse(parsed(bytes));
  return said.data?.mediaType ?? "application/vnd.oci.image.manifest.v1+json";
}

export function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}

async function bounded(answer: Response, bytes: number, away: (cause: unknown) => Error): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > bytes) throw new Error(`more than ${bytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw away(error);
  }
  return Buffer.concat(chunks);
}
