import type { Base } from "../../../core/languages/build-plan.ts";
import { imageUser } from "./bake-script.ts";
import { setLabels } from "./image-labels.ts";
import type { Side } from "./image-names.ts";

/** Where the common tools look for authorities besides the system's bundle. */
export const certificateEnv: Readonly<Record<string, string>> = {
  SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
  REQUESTS_CA_BUNDLE: "/etc/ssl/certs/ca-certificates.crt",
  PIP_CERT: "/etc/ssl/certs/ca-certificates.crt",
  NODE_EXTRA_CA_CERTS: "/etc/ssl/certs/ca-certificates.crt",
  CARGO_HTTP_CAINFO: "/etc/ssl/certs/ca-certificates.crt",
  GIT_SSL_CAINFO: "/etc/ssl/certs/ca-certificates.crt",
};

/** Dockerfile instructions that make a committed container a CNB build or run image (platform spec, "Build Image", "Run Image"). */
export function imageChanges(side: Side, base: Base, own: Readonly<Record<string, string>>): readonly string[] {
  const [distribution = "", version = ""] = base.split("-");
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: imageUser.home,
    ...(side === "build" && {
      CNB_USER_ID: String(imageUser.uid),
      CNB_GROUP_ID: String(imageUser.gid),
    }),
    ...(own[setLabels.certificates] !== "" && certificateEnv),
  };
  const labels = {
    "io.buildpacks.base.distro.name": distribution,
    "io.buildpacks.base.distro.version": version,
    "io.buildpacks.rebasable": "true",
    ...own,
  };
  return [
    `USER ${imageUser.uid}:${imageUser.gid}`,
    "WORKDIR /workspace",
    'CMD ["/bin/bash"]',
    ...Object.entries(env).map(([name, value]) => `ENV ${name}=${value}`),
    ...Object.entries(labels).map(([name, value]) => `LABEL ${name}=${JSON.stringify(value).replaceAll("$", "\\$")}`),
  ];
}
