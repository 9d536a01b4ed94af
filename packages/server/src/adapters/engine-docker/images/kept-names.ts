import { isMissing } from "../../../docker-client/docker-status.ts";
import type { Docker } from "../docker.ts";

/**
 * Installations share what is baked from plain Debian. Each gives what it uses a second name of its own, so that who
 * needs it no more can see whether another does.
 */
const beginning = "sluice-kept/";
const shared = "sluice/";

/** What this installation's own names begin with. */
export const ownNames = (installation: string): string => `${beginning}${installation}/`;

/** The name that all installations know an image by: `sluice/run-packages:<hash>`. */
export const sharedName = (own: string): string => `${shared}${own.slice(own.indexOf("/", beginning.length) + 1)}`;

/** Whether a name says that an installation other than this uses the image. */
export const isOthers = (name: string, installation: string): boolean =>
  name.startsWith(beginning) && !name.startsWith(ownNames(installation));

/** Says that this installation uses the image; false when it is gone. */
export async function keepImage(docker: Pick<Docker, "tag">, installation: string, name: string): Promise<boolean> {
  const at = name.lastIndexOf(":");
  try {
    await docker.tag(name, `${ownNames(installation)}${name.slice(shared.length, at)}`, name.slice(at + 1));
    return true;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return false;
  }
}
