import type { Digest } from "@sluice/contract";
import { imageUser } from "../images/bake-script.ts";
import { inside } from "./names.ts";

const { uid, gid } = imageUser;
const asUser = ["-uid", String(uid), "-gid", String(gid), "-no-color"];
const analyzed = ["-analyzed", `${inside.record}/analyzed.toml`, "-layers", inside.layers];

export interface ImageNames {
  /** `host:port/tool`. */
  readonly repository: string;
  /** With the commit as its tag. */
  readonly image: string;
  readonly runImage: string;
  readonly previous: Digest | null;
}

export function analyzerArguments(names: ImageNames): readonly string[] {
  const previous = names.previous === null ? [] : ["-previous-image", `${names.repository}@${names.previous}`];
  return [...analyzed, "-run-image", names.runImage, "-run", `${inside.record}/run.toml`, ...previous, ...asUser, names.image];
}

export function exporterArguments(names: ImageNames, processType: string | null): readonly string[] {
  const paths = {
    "-app": inside.app,
    "-group": `${inside.layers}/group.toml`,
    "-launcher": `${inside.lifecycle}/launcher`,
    "-run": `${inside.record}/run.toml`,
    "-project-metadata": `${inside.record}/project-metadata.toml`,
    "-report": `${inside.record}/report.toml`,
    "-cache-dir": inside.layerCache,
    ...(processType !== null && { "-process-type": processType }),
  };
  return [...analyzed, ...Object.entries(paths).flat(), ...asUser, names.image];
}

/** Said by the script before each phase, on standard output; only the times of steps depend on it. */
export const phaseMark = "::phase ";
/** Said last, when all phases went well. */
export const exitMark = "::phases done";

/**
 * The phases that run the tool's code, one after the other in one container. They wait for lines on standard
 * input, so that the container can start before there is a source, and detect while the last image is analysed.
 * `-run` points at no file: else the restorer would want to read the run image, for which it has no credential.
 */
export const containerScript = `read -r go || exit 98
[ "$go" = go ] || exit 98
L=${inside.lifecycle}
echo '${phaseMark}detect'
$L/detector -app ${inside.app} -buildpacks ${inside.buildpacks} -order ${inside.platform}/order.toml -platform ${inside.platform} -layers ${inside.layers} -run /cnb/none -no-color -log-level error < /dev/null || exit
echo '${phaseMark}wait'
read -r go || exit 98
[ "$go" = analyzed ] || exit 98
exec < /dev/null
cp ${inside.platform}/analyzed.toml ${inside.layers}/analyzed.toml || exit 98
echo '${phaseMark}restore'
$L/restorer -cache-dir ${inside.layerCache} -layers ${inside.layers} -run /cnb/none -no-color -log-level error || exit
echo '${phaseMark}build'
$L/builder -app ${inside.app} -buildpacks ${inside.buildpacks} -platform ${inside.platform} -layers ${inside.layers} -no-color -log-level warn || exit
echo '${exitMark}'
`;
