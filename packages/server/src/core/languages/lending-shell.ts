/** The platform's variable that says where it keeps layers of the image that later steps need; without it the lifecycle does. */
export const keptVariable = "SLUICE_KEPT_LAYERS";

/**
 * Bash functions with which a layer that later steps need is lent to them: a link stands in its place. The lifecycle would
 * take it out of an archive in each build, file by file, and pack it again to see that nothing changed.
 * What no image needs is made in the tool's cache, where it stays. What the image has, too, is kept by the platform when
 * the build is over, where it says so; the exporter takes a launch layer that is declared and not there from the last
 * image (Buildpack API, "Layer Types").
 */
export const lendingShell = String.raw`
LENT=()
MADE=()

# find_store LAUNCH: sets STORE to where the layer is kept, or to nothing. Tests have a copy of the layers and another cache.
find_store() {
  STORE=
  if [ "$BUILD" = false ] || [ -s "${"${CNB_PLATFORM_DIR-}"}/env/$TESTS_VARIABLE" ]; then return; fi
  if [ "$1" = true ]; then
    STORE=${"${"}${keptVariable}-}
  elif [ -n "$HAS_CACHE" ]; then
    STORE=$CACHE/.layers
  fi
  STORE=${"${STORE:+$STORE/${CNB_LAYERS_DIR##*/}/${LAYER##*/}}"}
}

this_boot() { cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown; }

# size_of DIRECTORY: sets SIZE to its bytes.
size_of() { read -r SIZE _ < <(du -s -b -- "$1"); }

# is_whole PLACE SIZE BOOT: a machine that went down may have lost what was written last.
is_whole() {
  [ -d "$STORE/$1" ] || return 1
  SIZE=$2
  if [ "$3" = "$(this_boot)" ]; then return; fi
  size_of "$STORE/$1"
  [ "$SIZE" = "$2" ]
}

lend() {
  rm -rf "$LAYER"
  ln -s "$STORE/$1" "$LAYER"
}

# lend_made: what was made in the cache for KEY, if it was made to the end.
lend_made() {
  local key size boot
  [ -f "$STORE/key" ] && read -r key size boot <"$STORE/key" && [ "$key" = "$KEY" ] && is_whole made "$size" "$boot" || return 1
  lend made
}

# lend_copy: of the very making that the last image has, which says so.
lend_copy() {
  [ -n "$STORE" ] && [[ $(<"$LAYER.toml") =~ copy\ =\ \"([A-Za-z0-9]+)\ ([0-9]+)\ ([^\"]*)\" ]] || return 1
  COPY=${"${BASH_REMATCH[1]}"}
  is_whole "$COPY" "${"${BASH_REMATCH[2]}"}" "${"${BASH_REMATCH[3]}"}" && lend "$COPY"
}

# make_layer LAUNCH: an empty layer, and sets MADE_IN to where it is made: a virtual environment, for one, cannot be made
# through a link. Some packages have folders without a right to write.
make_layer() {
  rm -rf "$LAYER" "$LAYER.toml"
  MADE_IN=$LAYER
  if [ "$1" = false ] && [ -n "$STORE" ]; then
    rm -rf "$STORE" 2>/dev/null || { chmod -R u+rwX "$STORE" && rm -rf "$STORE"; }
    MADE_IN=$STORE/made
    mkdir -p "$MADE_IN"
    lend made
  fi
  mkdir -p "$LAYER/env.launch"
}

# keep_layer LAUNCH
keep_layer() {
  if [ -z "$STORE" ]; then
    return
  elif [ "$1" = true ] && [ -L "$LAYER" ]; then
    LENT+=("$LAYER")
    printf 'copy = "%s %s %s"\n' "$COPY" "$SIZE" "$(this_boot)" >>"$LAYER.toml"
  elif [ "$1" = true ]; then
    MADE+=("$LAYER")
  else
    # Renamed, so that it is there as a whole or not at all.
    size_of "$STORE/made"
    printf '%s %s %s\n' "$KEY" "$SIZE" "$(this_boot)" >"$STORE/key.new"
    mv -f "$STORE/key.new" "$STORE/key"
  fi
}

# end_lending: names what the platform is to keep, as the steps left it. A link would be packed as one.
end_lending() {
  local layer
  for layer in ${'${LENT[@]+"${LENT[@]}"}'}; do rm -f "$layer"; done
  for layer in ${'${MADE[@]+"${MADE[@]}"}'}; do
    size_of "$layer"
    printf 'copy = "%s %s %s"\n' "$(mktemp -u XXXXXXXX)" "$SIZE" "$(this_boot)" >>"$layer.toml"
  done
}
`.trim();
