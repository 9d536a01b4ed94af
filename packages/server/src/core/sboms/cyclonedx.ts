import { createHash } from "node:crypto";
import { Enums, Models, Serialize, Spec, SPDX } from "@cyclonedx/cyclonedx-library";
import type { DebianPart, ImageParts, Part } from "./image-parts.ts";

/** What the list is of. */
export interface SbomSubject {
  readonly tool: string;
  /** Repository and digest. */
  readonly image: string;
  readonly commit: string;
}

/** A CycloneDX 1.6 list in JSON: the same for the same image. */
export function cyclonedx({ tool, image, commit }: SbomSubject, { parts, debian }: ImageParts): string {
  const bom = new Models.Bom({ serialNumber: serialNumber(image) });
  const digest = image.slice(image.lastIndexOf("@") + 1);
  const subject = new Models.Component(Enums.ComponentType.Container, tool, { version: commit, bomRef: `${tool}@${digest}` });
  subject.properties.add(new Models.Property("sluice:image", image));
  bom.metadata.component = subject;
  const release = debianRelease(debian);
  const system =
    release === null ? [] : [new Models.Component(Enums.ComponentType.OperatingSystem, "debian", { version: release, bomRef: "debian" })];
  for (const one of [...system, ...debian.map((part) => debianComponent(part, release)), ...parts.map(component)]) {
    bom.components.add(one);
    subject.dependencies.add(one.bomRef);
  }
  return new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, { sortLists: true });
}

function component(part: Part): Models.Component {
  const purl = packageUrl(part);
  const made = new Models.Component(Enums.ComponentType.Library, part.name, { version: part.version, purl, bomRef: purl });
  const license = part.license === null ? null : licenseOf(part.license);
  if (license !== null) made.licenses.add(license);
  return made;
}

/** `13`: advisories are for one release. The package base-files has its number, and so have updates of others: `+deb13u1`. */
function debianRelease(debian: readonly DebianPart[]): string | null {
  const base = /^\d+/.exec(debian.find(({ name }) => name === "base-files")?.version ?? "")?.[0];
  return base ?? debian.map(({ version }) => /[+~]deb(\d+)u/.exec(version)?.[1]).find((found) => found !== undefined) ?? null;
}

function debianComponent({ name, version, architecture, source }: DebianPart, release: string | null): Models.Component {
  // as syft and grype write it: with the version, where that is another one
  const named = source === null || source.version === version ? source?.name : `${source.name}@${source.version}`;
  const upstream = named === undefined ? "" : `&upstream=${encodeURIComponent(named)}`;
  const distro = release === null ? "" : `&distro=debian-${release}`;
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${encodeURIComponent(architecture)}${distro}${upstream}`;
  const made = new Models.Component(Enums.ComponentType.Library, name, { version, purl, bomRef: purl });
  // trivy reads no upstream, and finds nothing that is known of a source unless these say it
  if (source !== null) {
    made.properties.add(new Models.Property("aquasecurity:trivy:SrcName", source.name));
    made.properties.add(new Models.Property("aquasecurity:trivy:SrcVersion", source.version));
  }
  return made;
}

/** `pkg:npm/%40vue/runtime@3.5.0` (purl specification, "Rules for each purl component"). */
export function packageUrl({ type, name, version }: Pick<Part, "type" | "name" | "version">): string {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return `pkg:${type}/${type === "composer" ? path.toLowerCase() : path}@${encodeURIComponent(version)}`;
}

function licenseOf(text: string): Models.License | null {
  const said = text.trim().slice(0, 200);
  if (said === "") return null;
  const id = SPDX.fixupSpdxId(said);
  if (id !== undefined) return new Models.SpdxLicense(id);
  const isExpression = /^[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)+$/.test(said);
  return isExpression ? new Models.LicenseExpression(said) : new Models.NamedLicense(said);
}

/** A version 8 UUID (RFC 9562) of the image's name: one image has one list. */
function serialNumber(image: string): string {
  const hex = createHash("sha256").update(image).digest("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
