import type { Launch } from "../../core/ports/runtime.ts";
import { userOf } from "../../core/dockerfiles/image-user.ts";
import { homeWithout } from "./container-spec.ts";
import type { LentFiles, MemoryFiles } from "./memory-files.ts";

/** The user and the home directory that an image names. */
export interface ImageHome {
  readonly user: string;
  readonly home: string | null;
}

/** Lends the files of a launch to its user, those of a relative path in its home. */
export function lendTo(memory: MemoryFiles, launch: Launch, image: ImageHome): Promise<LentFiles> {
  return memory.lend(launch.files, userOf(image.user), image.home ?? homeWithout);
}
