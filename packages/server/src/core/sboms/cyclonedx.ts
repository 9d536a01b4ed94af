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
  for (const one of [...debian.map(debianComponent), ...parts.map(component)]) {
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

function debianComponent({ name, version, architecture, source }: DebianPart): Models.Component {
  const upstream = source === null ? "" : `&upstream=${encodeURIComponent(source)}`;
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${encodeURIComponent(architecture)}${upstream}`;
  return new Models.Component(Enums.ComponentType.Library, name, { version, purl, bomRef: purl });
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
