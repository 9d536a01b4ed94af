/** Bash functions of every bin/build. They use nothing but bash and coreutils, grep and find. */
export const buildingShell = String.raw`
# say STEP STATE MILLISECONDS DETAIL: a line that the platform reads.
say() {
  local LC_ALL=C line="::sluice step=$1 state=$2" detail=${"${4:0:500}"}
  if [ -n "$3" ]; then line+=" ms=$3"; fi
  printf '%s detail=%s\n' "$line" "${"${detail//[^[:print:]]/ }"}"
}

# Sets NOW to the milliseconds since 1970.
take_time() { local now=$EPOCHREALTIME; NOW=$(( ${"${now%[.,]*}"} * 1000 + 10#${"${now#*[.,]}"} / 1000 )); }

# The key files, with those that they include; sets KEY_LIST and ALL.
follow() {
  local file line
  file=$1
  case "/$file/" in *//* | */./* | */../*) file=$(realpath -m -s --relative-to=. -- "$file") ;; esac
  case "$file" in ../*) return ;; esac
  case "$seen" in *$'\n'"$file"$'\n'*) return ;; esac
  seen+=$file$'\n'
  KEY_LIST+=("$file")
  if [ ! -f "./$file" ]; then return; fi
  if [ -n "$all_when" ] && grep -a -q -E -e "$all_when" -- "./$file"; then ALL=1; fi
  if [ -z "$includes" ]; then return; fi
  while IFS= read -r line || [ -n "$line" ]; do
    if [[ ${"${line%$'\\r'}"} =~ $includes ]]; then
      follow "$(dirname -- "$file")/${"${BASH_REMATCH[-1]}"}"
    fi
  done <"./$file"
}

# find_key TEXT_HASH INCLUDES ALL_WHEN FILES…: sets KEY, and KEY_FILES for people.
find_key() {
  local text=$1 includes=$2 all_when=$3 seen=$'\n' file pattern there=()
  shift 3
  KEY_LIST=() ALL='' KEY_FILES=''
  for pattern in "$@"; do
    candidates "$pattern"
    for file in ${'${CANDIDATES[@]+"${CANDIDATES[@]}"}'}; do KEY_FILES+=${"${KEY_FILES:+, }"}$file; done
    if [ "${"${#CANDIDATES[@]}"}" -eq 0 ]; then CANDIDATES=("$pattern"); fi
    for file in "${"${CANDIDATES[@]}"}"; do follow "$file"; done
  done
  KEY=$({
    printf '%s\0' "$text" "$BASE" "$VERSION" "$NEEDS" "$LAYER"
    for file in ${'${KEY_LIST[@]+"${KEY_LIST[@]}"}'}; do
      if [ -f "./$file" ]; then there+=("$file"); else printf '%s\0none\0' "$file"; fi
    done
    if [ "${"${#there[@]}"}" -gt 0 ]; then sha256sum -- "${"${there[@]}"}"; fi
    if [ -n "$ALL" ]; then
      find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 -r sha256sum --
    fi
  } | sha256sum)
  KEY=${"${KEY%% *}"}
}

# is_unchanged LAUNCH. A layer that is launch alone is not restored: declared again, it is taken from the previous image.
is_unchanged() {
  if [ "$1" = false ] && [ -n "$STORE" ]; then
    lend_made
    return
  fi
  [ -f "$LAYER.toml" ] && grep -q -E "^[[:space:]]*key = \"$KEY\"\$" "$LAYER.toml" || return 1
  [ "$KEPT" = false ] || [ -d "$LAYER" ] || lend_copy
}

# declare_layer LAUNCH. Of a layer of the last image that is for the build, too, and not in its cache, the lifecycle says nothing.
declare_layer() {
  local build=$BUILD kept=$KEPT
  if [ -n "$STORE" ]; then
    kept=false
    if [ "$1" = true ]; then build=false; fi
  fi
  printf '[types]\nlaunch = %s\nbuild = %s\ncache = %s\n[metadata]\nkey = "%s"\n' "$1" "$build" "$kept" "$KEY" >"$LAYER.toml"
}

# set_env NAME KIND VALUE
set_env() {
  local side
  for side in launch build; do
    [ "$side" = launch ] || [ "$BUILD" = true ] || continue
    mkdir -p "$LAYER/env.$side"
    printf '%s' "$3" >"$LAYER/env.$side/$1.$2"
    case "$2" in append | prepend) printf ':' >"$LAYER/env.$side/$1.delim" ;; esac
  done
}

link_into_source() {
  rm -rf "./$1"
  ln -s "$LAYER/$1" "./$1"
}

# run_step STEP LAYER SCRIPT: a failure ends the build with the step's own exit code.
run_step() {
  local started code=0 took detail
  take_time
  started=$NOW
  # it may change what the planner read
  TEXTS=()
  : >"$work/detail"
  say "$1" running '' ''
  LAYER=$2 CACHE=$CACHE NEEDS=$NEEDS RELEASE=$RELEASE DETAIL=$work/detail bash "$CNB_BUILDPACK_DIR/steps/$3.sh" || code=$?
  take_time
  took=$(( NOW - started ))
  if [ "$code" -ne 0 ]; then
    say "$1" failed "$took" "exit $code"
    exit "$code"
  fi
  IFS= read -r detail <"$work/detail" || true
  say "$1" done "$took" "$detail"
}

path_is_safe() { [[ $1 =~ ^[A-Za-z0-9_./-]*$ ]]; }

groups_are_safe() {
  local index
  for index in "$@"; do
    if [[ ! ${"${GROUPS_FOUND[$index]-}"} =~ ^[A-Za-z0-9_.:-]*$ ]]; then return 1; fi
  done
}

toml_text() {
  local text=$1
  text=${"${text//\\\\/\\\\\\\\}"}
  printf '"%s"' "${'${text//\\"/\\\\\\"}'}"
}

# add_process NAME COMMAND: the last one of a name stays.
add_process() {
  if [ -z "${"${COMMANDS[$1]+set}"}" ]; then PROCESSES+=("$1"); fi
  COMMANDS[$1]=$2
}

add_processes_from() {
  local LC_ALL=C line name command
  read_text "$1" || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^([A-Za-z][A-Za-z0-9-]*):(.*)$ ]] || continue
    name=${"${BASH_REMATCH[1]}"}
    [ "${"${#name}"}" -le 31 ] || continue
    command=${"${BASH_REMATCH[2]//$'\\t'/ }"}
    command=${"${command//[[:cntrl:]]/}"}
    command=${'${command#"${command%%[! ]*}"}'}
    command=${'${command%"${command##*[! ]}"}'}
    if [ -n "$command" ]; then add_process "$name" "$command"; fi
  done <<<"$TEXT"
}

write_processes() {
  local name
  for name in ${'${PROCESSES[@]+"${PROCESSES[@]}"}'}; do
    printf '[[processes]]\ntype = "%s"\ncommand = ["bash", "-c", %s]\n' "$name" "$(toml_text "${"${COMMANDS[$name]}"}")"
    if [ "$name" = web ]; then printf 'default = true\n'; fi
  done >"$CNB_LAYERS_DIR/launch.toml"
  for name in ${'${SLICES[@]+"${SLICES[@]}"}'}; do
    printf '[[slices]]\npaths = [%s]\n' "$name"
  done >>"$CNB_LAYERS_DIR/launch.toml"
}
`.trim();
