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

# read_text FILE: sets TEXT to what the planner reads of it: a regular file up to 256 KiB, without its NUL bytes.
declare -A TEXTS=()
read_text() {
  local IFS='' parts
  if [ -z "${"${TEXTS[./$1]+set}"}" ]; then
    [ -f "./$1" ] && [ ! -L "./$1" ] && [ "$(wc -c <"./$1")" -le 262144 ] || return 1
    mapfile -d '' -t parts <"./$1"
    TEXTS[./$1]=${"${parts[*]}"}
  fi
  TEXT=${"${TEXTS[./$1]}"}
}

# Sets GROUPS_FOUND to the groups of the first line of TEXT that matches $1.
first_match() {
  local line=$TEXT
  if [[ $line == *$'\r'* ]]; then line=${"${line//$'\\r'/}"}; fi
  line=$(grep -a -m 1 -E -e "$1" <<<"$line") || return 1
  [[ $line =~ $1 ]] || return 1
  GROUPS_FOUND=("${"${BASH_REMATCH[@]}"}")
}

# text_holds FILE CONTAINS MATCHES
text_holds() {
  if [ -z "$2$3" ]; then return 0; fi
  read_text "$1" || return 1
  [ -z "$2" ] || [[ $TEXT == *"$2"* ]] || return 1
  [ -z "$3" ] || first_match "$3"
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
