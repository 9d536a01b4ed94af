/** Bash functions with which detect and build look at the source as the planner does. */
export const findingShell = String.raw`
# The planner sees the names of all files, links too.
is_there() { [ -f "./$1" ] || [ -L "./$1" ]; }

# The planner reads regular files up to 256 KiB.
is_small_file() { [ -f "./$1" ] && [ ! -L "./$1" ] && [ "$(wc -c <"./$1")" -le 262144 ]; }

# Sets GROUPS_FOUND to the groups of the first line of file $1 that matches $2.
first_match() {
  local line
  line=$(grep -a -m 1 -E -e "$2" < <(tr -d '\000\r' <"./$1")) || return 1
  [[ $line =~ $2 ]] || return 1
  GROUPS_FOUND=("${"${BASH_REMATCH[@]}"}")
}
`.trim();
