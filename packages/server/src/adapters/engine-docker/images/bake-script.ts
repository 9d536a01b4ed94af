/** Uid and gid of builds and of processes, `sluice` inside images: one for both, so that an app may write beside its code. */
export const imageUser = { uid: 1000, gid: 1000, name: "sluice", home: "/home/sluice" } as const;

/** On /dev, which is never part of an image. */
export const certificatesInside = "/dev/sluice-certificates";
/** An admin's repositories: `*.sources` for apt, the keys and local repositories that they name. */
export const aptInside = "/dev/sluice-apt";

/** What the script says of itself, a line each on standard output. */
export const marks = {
  unknown: "::unknown ",
  near: "::near ",
  /** Asked for and installed: name, a space, version. */
  version: "::version ",
  /** SHA-256 over the names and versions of all that is installed. */
  content: "::content ",
} as const;

/** The script's own exit codes; any other is apt's. */
export const bakeExits = { unknown: 44, tooBig: 45, noMirror: 46 } as const;

/**
 * Arguments: side, suite, the most MB that packages may take, options of apt, `--`, packages. Runs as root in a
 * container with nothing of any tool in it. No service is started (policy-rc.d), and what runs later has no set-id bit.
 */
export const bakeScript = `set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
side=$1; suite=$2; most=$3
shift 3
options=
while [ "$1" != -- ]; do options="$options $1"; shift; done
shift
bundle=/etc/ssl/certs/ca-certificates.crt
asked="$*"
[ -e $bundle ] || set -- "$@" ca-certificates
if [ $# -gt 0 ]; then
  count=$#
  backports=
  for name do
    case $name in */backports) name=\${name%/backports}/$suite-backports; backports=yes;; esac
    set -- "$@" "$name"
  done
  shift $count
  if [ -n "$backports" ]; then
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null | grep -v '^ *#' | grep -o -m1 'https\\?://[^ ]*debian/\\?\\( \\|$\\)' || true)
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    signed=
    [ ! -e $keys ] || signed="[signed-by=$keys]"
    if [ -n "$mirror" ]; then
      echo "deb $signed $mirror $suite-backports main" > /etc/apt/sources.list.d/sluice-backports.list
    elif ! grep -q -s "^Suites:.* $suite-backports" ${aptInside}/*.sources; then
      exit ${bakeExits.noMirror}
    fi
  fi
  for file in ${aptInside}/*.sources; do
    [ ! -e "$file" ] || cp "$file" "/etc/apt/sources.list.d/sluice-$(basename "$file")"
  done
  printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  # Descriptions in other tongues are half of what is fetched.
  options="$options -o Acquire::Languages=none"
  apt-get $options -q update
  unknown=
  for name do
    plain=\${name%%/*}
    apt-cache show --no-all-versions "$plain" > /dev/null 2>&1 && continue
    unknown=yes
    echo "${marks.unknown}$plain"
    { apt-cache pkgnames "$(echo "$plain" | cut -c1-2)"; apt-cache pkgnames | grep -F -- "$plain" || true; } | sort -u | head -2000 | sed 's/^/${marks.near}/'
  done
  [ -z "$unknown" ] || exit ${bakeExits.unknown}
  said=$(apt-get $options install --assume-no --no-install-recommends -- "$@" 2>&1 || true)
  needed=$(echo "$said" | sed -n 's/^After this operation, \\([0-9.,]*\\) \\([kMG]\\)B of additional disk space.*/\\1 \\2/p; s/^ *Space needed: \\([0-9.,]*\\) \\([kMG]\\)B.*/\\1 \\2/p' | head -1 | tr -d ,)
  megabytes=$(echo "\${needed:-0 k}" | awk '{ print int($2 == "G" ? $1 * 1000 : $2 == "M" ? $1 : 0) }')
  if [ "$megabytes" -gt "$most" ]; then
    echo "they take $megabytes MB, and a set of packages may take $most MB" >&2
    exit ${bakeExits.tooBig}
  fi
  # The container is kept whole or thrown away: dpkg need not wait for the disk after each file.
  apt-get $options -o DPkg::Options::=--force-unsafe-io -q install -y --no-install-recommends -- "$@"
  rm -f /usr/sbin/policy-rc.d /etc/apt/sources.list.d/sluice-*
fi
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log /var/log/alternatives.log /var/cache/ldconfig/aux-cache
grep -q '^sluice:' /etc/group || echo 'sluice:x:1000:' >> /etc/group
grep -q '^sluice:' /etc/passwd || echo 'sluice:x:1000:1000::/home/sluice:/bin/bash' >> /etc/passwd
mkdir -p /home/sluice /workspace /layers /platform /cnb /cache /layer-cache
chown 1000:1000 /home/sluice /workspace /layers
if [ -e ${certificatesInside} ]; then cat ${certificatesInside} > $bundle; fi
if [ "$side" = run ]; then
  find / -xdev -type f -perm /6000 -exec chmod a-s {} +
  # Some programs bring headers along; who asked for a -dev package means to compile.
  dpkg-query -W -f '\${Package}\\n' | grep -q -e '-dev$' || rm -rf /usr/include/* /usr/local/include/*
  # Part of nodejs, and fetches package managers.
  rm -rf /usr/bin/corepack /usr/share/nodejs/corepack
fi
for name in $asked; do
  dpkg-query -W -f '${marks.version}\${Package} \${Version}\\n' "\${name%%/*}" 2> /dev/null || true
done
echo "${marks.content}$(dpkg-query -W -f '\${Package} \${Version}\\n' | sha256sum | cut -d' ' -f1)"
`;
