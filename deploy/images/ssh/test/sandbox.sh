#!/bin/sh
# Runs the entry program as the command of a container whose image is almost nothing: this machine's /usr, read-only, and
# empty folders beside it. Already inside mount, pid and network namespaces of its own.
#   sandbox.sh ROOT      below ROOT: worldland/ and etc/worldland/, as the volumes of a rental
set -eu
root=$1
mkdir -p "$root/usr" "$root/proc" "$root/dev" "$root/sys" "$root/tmp" "$root/run/sshd" "$root/etc"
mount --rbind /usr "$root/usr"
mount -o remount,ro,bind "$root/usr"
for folder in bin sbin lib lib32 lib64; do
  [ -L "/$folder" ] && ln -s "usr/$folder" "$root/$folder"
done
cp /etc/ld.so.cache "$root/etc/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# A fresh network namespace has its loopback down; sysfs brings it up without iproute2.
mount -t sysfs sysfs "$root/sys"
echo 0x9 >"$root/sys/class/net/lo/flags"
exec chroot "$root" /usr/bin/env -i PATH=/opt/image/bin:/usr/bin:/bin IMAGE_WORD="of the image" /worldland/entry
