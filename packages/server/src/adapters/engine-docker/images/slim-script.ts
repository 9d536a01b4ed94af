import { certificatesInside } from "./bake-script.ts";

/** Where the finished root goes: a directory of the host, mounted. */
export const slimOutput = "/out";

/** Programs of busybox that have a name of their own; `busybox NAME` starts any other. */
const applets =
  "cat chmod cp date df du env find free grep head hostname id kill less ln ls mkdir mv nslookup ps pwd rm sed sh sleep sort stat tail tar test touch top tr uname wc wget which xargs";

/**
 * Arguments: options of apt, `--`, packages. Runs as root in a container of the base, with nothing of any tool in it,
 * and leaves `${slimOutput}/root.tar`. The packages are unpacked and none of their scripts runs, so there is no package
 * manager in the image and nothing that it would need; their names are kept where scanners look in such images.
 */
export const slimScript = `set -eu
export DEBIAN_FRONTEND=noninteractive
options=
while [ "$1" != -- ]; do options="$options $1"; shift; done
shift
root=/slim
mkdir -p $root/debs /slim-image && cd $root/debs
apt-get $options -q update
bundle=/etc/ssl/certs/ca-certificates.crt
[ -e $bundle ] || apt-get $options -q install -y --no-install-recommends ca-certificates
apt-get $options -q -o APT::Sandbox::User=root download "$@" bash-static busybox-static netbase tzdata
cd /slim-image
mkdir -p usr/bin usr/sbin usr/lib usr/lib64 etc/ssl/certs var/lib/dpkg/status.d var/tmp tmp root home/sluice workspace layers platform cnb proc sys dev run
ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib; ln -s usr/lib64 lib64
for deb in $root/debs/*.deb; do
  dpkg-deb --fsys-tarfile $deb | tar -x --keep-directory-symlink --exclude='./usr/share/man' --exclude='./usr/share/lintian' --exclude='./usr/share/locale' --exclude='./usr/share/bash-completion' --exclude='*/gconv'
  dpkg-deb -f $deb > var/lib/dpkg/status.d/$(dpkg-deb -f $deb Package)
done
find usr/share/doc -type f ! -name copyright -delete
ln usr/bin/bash-static usr/bin/bash
for applet in ${applets}; do [ -e usr/bin/$applet ] || ln -s busybox usr/bin/$applet; done
cp /usr/lib/os-release usr/lib/os-release && ln -sf ../usr/lib/os-release etc/os-release
if [ -e ${certificatesInside} ]; then cp ${certificatesInside} .$bundle; else cp $bundle .$bundle; fi
chmod 644 .$bundle
printf 'root:x:0:0:root:/root:/bin/bash\\nsluice:x:1000:1000::/home/sluice:/bin/bash\\nnobody:x:65534:65534::/nonexistent:/bin/false\\n' > etc/passwd
printf 'root:x:0:\\nsluice:x:1000:\\nnogroup:x:65534:\\n' > etc/group
printf 'hosts: files dns\\n' > etc/nsswitch.conf
chown 1000:1000 home/sluice workspace layers
chmod 1777 tmp var/tmp
if [ -e usr/lib64/ld-linux-x86-64.so.2 ] || ls usr/lib/ld-linux-*.so.* > /dev/null 2>&1; then ldconfig -r /slim-image; fi
# one date, so that two of the same packages are the same bytes
tar --sort=name --numeric-owner --mtime=@1577836800 -cf ${slimOutput}/root.tar .
`;
