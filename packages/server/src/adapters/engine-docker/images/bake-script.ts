/** Uid and gid of builds and of processes, `sluice` inside images: one for both, so that an app may write beside its code. */
export const imageUser = { uid: 1000, gid: 1000, name: "sluice", home: "/home/sluice" } as const;

/** On /dev, which is never part of an image. */
export const certificatesInside = "/dev/sluice-certificates";

/** Arguments: options of apt, `--`, packages. Runs as root in a container with nothing of any tool in it. */
export const bakeScript = `set -eu
export DEBIAN_FRONTEND=noninteractive
options=
while [ "$1" != -- ]; do options="$options $1"; shift; done
shift
bundle=/etc/ssl/certs/ca-certificates.crt
[ -e $bundle ] || set -- "$@" ca-certificates
if [ $# -gt 0 ]; then
  apt-get $options -q update
  apt-get $options -q install -y --no-install-recommends -- "$@"
fi
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log
grep -q '^sluice:' /etc/group || echo 'sluice:x:1000:' >> /etc/group
grep -q '^sluice:' /etc/passwd || echo 'sluice:x:1000:1000::/home/sluice:/bin/bash' >> /etc/passwd
mkdir -p /home/sluice /workspace /layers /platform /cnb /cache /layer-cache
chown 1000:1000 /home/sluice /workspace /layers
if [ -e ${certificatesInside} ]; then cat ${certificatesInside} > $bundle; fi
`;
