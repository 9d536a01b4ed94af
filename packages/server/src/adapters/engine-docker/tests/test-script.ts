import { inside } from "../phases/names.ts";

/** Said before each command, with its number from 1; only words of the log depend on it. */
export const commandMark = "::test ";

/** Where each command lies in a file of its own, named by its number from 1. */
export const commandsFolder = `${inside.platform}/tests`;

/**
 * Runs the commands with the environment that the app's processes will have from the launcher, under the settings that
 * are marked for the build. The first that fails gives its exit code to the container.
 */
export const testScript = `read -r go || exit 98
[ "$go" = go ] || exit 98
exec < /dev/null
for file in ${inside.platform}/env/*; do
  [ -f "$file" ] || continue
  value=$(cat "$file"; printf .)
  export "\${file##*/}=\${value%.}"
done
n=1
while [ -f ${commandsFolder}/$n ]; do
  echo '${commandMark}'$n
  ${inside.lifecycle}/launcher -- bash -eo pipefail ${commandsFolder}/$n || exit
  n=$((n + 1))
done
`;
