/** Bash functions with which detect and build look at the source as the planner does. */
export const findingShell = String.raw`
# The planner sees the names of all files, links too.
is_file() { [ -f "./$1" ] || [ -L "./$1" ]; }

# candidates PATTERN: sets CANDIDATES to the files that it names.
candidates() {
  local LC_ALL=C IFS='' found
  CANDIDATES=()
  shopt -s nullglob
  for found in ./$1; do
    found=${"${found#./}"}
    if is_file "$found"; then CANDIDATES+=("$found"); fi
  done
}

# The planner reads regular files up to 256 KiB.
is_small_file() { [ -f "./$1" ] && [ ! -L "./$1" ] && [ "$(wc -c <"./$1")" -le 262144 ]; }

# Sets GROUPS_FOUND to the groups of the first line of file $1 that matches $2.
first_match() {
  local line
  line=$(grep -a -m 1 -E -e "$2" < <(tr -d '\000\r' <"./$1")) || return 1
  [[ $line =~ $2 ]] || return 1
  GROUPS_FOUND=("${"${BASH_REMATCH[@]}"}")
}

# text_holds FILE CONTAINS MATCHES
text_holds() {
  if [ -z "$2$3" ]; then return 0; fi
  is_small_file "$1" || return 1
  [ -z "$2" ] || grep -a -q -F -e "$2" -- "./$1" || return 1
  [ -z "$3" ] || first_match "$1" "$3"
}

# file_holds PATTERN CONTAINS MATCHES
file_holds() {
  local file
  candidates "$1"
  for file in ${'${CANDIDATES[@]+"${CANDIDATES[@]}"}'}; do
    if text_holds "$file" "$2" "$3"; then return 0; fi
  done
  return 1
}
`.trim();
