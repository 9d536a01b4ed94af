import { inside } from "../phases/names.ts";

/** Said before each command, with the numbers of its stage and its own, from 1; only words of the log depend on these. */
export const commandMark = "::test ";
/** Before each line of a stage, with its number, where there are several. */
export const saidMark = "::said ";
/** When a stage has ended, with its number and exit code; `-` when it was not run. */
export const endedMark = "::ended ";

/** A folder for each stage, by number: its commands, each in a file by number, and the files `env`, `needs` and `prefix`. */
export const stagesFolder = `${inside.platform}/tests`;

/** More would only wait for each other: a build has two cores. */
const atOnce = 2;
const mostOutput = 64 * 1024;

/**
 * Runs the stages with the environment that the app's processes will have from the launcher, under the settings that
 * are marked for the build: each after those that it needs, which have lower numbers. A stage ends with its first
 * command that fails. The exit code is that of the first stage that failed.
 */
export const testScript = `read -r go || exit 98
[ "$go" = go ] || exit 98
exec < /dev/null
for file in ${inside.platform}/env/*; do
  [ -f "$file" ] || continue
  value=$(cat "$file"; printf .)
  export "\${file##*/}=\${value%.}"
done
folder=${stagesFolder}
outputs=$(mktemp -d)

# What the stages before wrote, as PREFIX_NAME; what is no NAME=value line is left out.
take() {
  local prefix line
  prefix=$(cat "$folder/$1/prefix")
  while IFS= read -r line; do
    if [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*= ]]; then export "\${prefix}_\${line%%=*}=\${line#*=}"; fi
  done < <(head -c ${mostOutput} "$outputs/$1"; echo)
}

stage() {
  local need n=1
  export SLUICE_OUTPUT=$outputs/$1
  : > "$SLUICE_OUTPUT"
  for need in $(cat "$folder/$1/needs"); do take "$need"; done
  . "$folder/$1/env"
  while [ -f "$folder/$1/$n" ]; do
    echo "${commandMark}$1 $n"
    ${inside.lifecycle}/launcher -- bash -eo pipefail "$folder/$1/$n" || return
    n=$((n + 1))
  done
}

if [ ! -d "$folder/2" ]; then stage 1; exit; fi

declare -A state of
running=0 first=0
while :; do
  k=1
  while [ -d "$folder/$k" ]; do
    if [ -z "\${state[$k]-}" ]; then
      ready=yes
      for need in $(cat "$folder/$k/needs"); do
        case "\${state[$need]-}" in
          passed) ;;
          failed) ready=never; break ;;
          *) ready=no ;;
        esac
      done
      if [ $ready = never ]; then
        state[$k]=failed
        echo "${endedMark}$k -"
      elif [ $ready = yes ] && [ $running -lt ${atOnce} ]; then
        { stage "$k" 2>&1 | sed -u "s/^/${saidMark}$k /"; exit "\${PIPESTATUS[0]}"; } &
        of[$!]=$k state[$k]=running running=$((running + 1))
      fi
    fi
    k=$((k + 1))
  done
  [ $running -gt 0 ] || break
  wait -n -p ended
  code=$?
  k=\${of[$ended]} running=$((running - 1))
  echo "${endedMark}$k $code"
  if [ $code = 0 ]; then state[$k]=passed; else state[$k]=failed; [ $first != 0 ] || first=$code; fi
done
exit $first
`;
