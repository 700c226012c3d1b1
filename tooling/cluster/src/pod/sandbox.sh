#!/bin/sh
# Pid 1 of one container. Already inside its own mount, pid, net, uts and ipc namespaces it builds the root file
# system, leaves the host behind, gives up its privileges and runs the command as its only child.
#
#   sandbox.sh ROOT FSTAB HOSTNAME USERNS WORKDIR MAX_DATA MAX_PROCESSES COMMAND...
#
# USERNS is `join` when file descriptor 3 is the user namespace to enter last, `inside` when this already is one.
# Every argument stays an argument: nothing given here is ever read as shell text.
# Exit status: that of the command; 125 when the sandbox could not be built.
set -u
root=$1 fstab=$2 name=$3 userns=$4 workdir=$5 data=$6 processes=$7
shift 7
fail() {
  echo "sandbox: $1" >&2
  exit 125
}

echo 500 2>/dev/null >/proc/self/oom_score_adj
mount --all --fstab "$fstab" >&2 || fail "could not mount the root file system"
hostname "$name" || fail "could not set the host name"
# A fresh network namespace has its loopback down. sysfs brings it up without needing iproute2.
{ mount -t sysfs -o nosuid,nodev,noexec sysfs "$root/sys" && echo 0x9 >"$root/sys/class/net/lo/flags"; } 2>/dev/null ||
  ip link set lo up || fail "could not bring up the loopback interface"
# Port 22 without a capability: the namespace is the container's alone.
echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start || [ "$userns" = inside ] || fail "could not open the low ports"

cd "$root" && pivot_root . .host && cd / && umount -l /.host && rmdir /.host || fail "could not change the root"
umask 022
cd "$workdir" 2>/dev/null || cd /

# What an SSH server and a package-free root shell need; never SYS_ADMIN, NET_ADMIN, PTRACE or MKNOD.
keep=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+sys_chroot,+audit_write
set -- setpriv --no-new-privs --inh-caps=-all --bounding-set="$keep" -- \
  prlimit --data="$data" --nproc="$processes" --core=0 -- "$@"
if [ "$userns" = join ]; then
  # shellcheck disable=SC2016 # "$@" is for the inner shell, which closes the descriptor of the namespace
  nsenter --user=/proc/self/fd/3 --setuid 0 --setgid 0 -- sh -c 'exec 3<&-; exec "$@"' sh "$@" &
else
  "$@" &
fi
main=$!
exec 3<&-
trap 'kill -TERM "$main" 2>/dev/null' TERM
wait "$main"
status=$?
# A signal ends `wait` early, and orphans are reaped by it: only the command's own end counts.
while kill -0 "$main" 2>/dev/null; do
  wait "$main"
  status=$?
done
exit "$status"
