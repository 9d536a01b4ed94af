/** Where things are inside of the builder. */
export const builderInside = {
  source: "/source",
  env: "/env",
  bases: "/bases",
  /** What is kept between builds of one tool. */
  store: "/store",
  out: "/out",
} as const;

/** What the script ends with: its places are not its own; the builder failed; the Dockerfile did. */
export const builderExits = { unready: 95, builder: 97, dockerfile: 96 } as const;

/** Said by the script; only what is shown of the build depends on it. */
export const builderMarks = {
  build: "::builder build",
  export: "::builder export",
  noBash: "::builder no-bash",
  pids: "::builder pids",
} as const;

const { bases, store, out } = builderInside;

/**
 * Runs as root of a user namespace that has no rights outside. Its arguments are those of `buildah build`. The image
 * goes into a file; nothing here knows a registry. `--isolation chroot`: each RUN has a mount namespace and a root of
 * its own, and needs no other program. What a build that was killed was at is removed by the next: only images are worth
 * keeping, and a store that cannot be read is begun anew. How often the kernel refused a process is asked of it without a
 * new one, as a message of a program that could start none may be lost.
 */
export const builderScript = `read -r go || exit 98
[ "$go" = go ] || exit 98
exec < /dev/null
export TMPDIR=${store}/tmp XDG_RUNTIME_DIR=/run/user _CONTAINERS_USERNS_CONFIGURED=done _CONTAINERS_ROOTLESS_UID=1000 _CONTAINERS_ROOTLESS_GID=1000
mkdir -p $TMPDIR $XDG_RUNTIME_DIR /run/lock || { id; cat /proc/self/uid_map; ls -ldn /store /run; exit ${builderExits.unready}; }
find $TMPDIR -mindepth 1 -maxdepth 1 ! -name 'buildah-cache-*' -exec rm -rf {} +
b() { buildah --root ${store}/graph --runroot /run/storage --storage-driver overlay "$@"; }
grep -qs '"id"' ${store}/graph/overlay-containers/*.json && { b rm --all > /dev/null 2>&1 || rm -rf ${store}/graph; }
for base in ${bases}/*; do
  [ -e "$base/index.json" ] || continue
  name=localhost/base:\${base##*/}
  b inspect --type image "$name" > /dev/null 2>&1 && continue
  id=$(b pull -q "oci:$base") && b tag "$id" "$name" || exit ${builderExits.builder}
done
failed() {
  for events in /sys/fs/cgroup/pids.events /sys/fs/cgroup/pids/pids.events; do
    [ -r $events ] && read -r _ refused < $events && [ "$refused" != 0 ] && echo '${builderMarks.pids}'
  done
  exit ${builderExits.dockerfile}
}
echo '${builderMarks.build}'
b build --isolation chroot --layers --pull=never --format oci --identity-label=false --no-hosts --iidfile ${out}/id "$@" || failed
echo '${builderMarks.export}'
id=$(cat ${out}/id)
c=$(b from --pull=never "$id") && m=$(b mount "$c") || exit ${builderExits.builder}
[ -e "$m/usr/bin/bash" ] || [ -e "$m/bin/bash" ] || [ -e "$m/usr/local/bin/bash" ] || echo '${builderMarks.noBash}'
b rm "$c" > /dev/null
b push -q "$id" docker-archive:${out}/image.tar || exit ${builderExits.builder}
`;
