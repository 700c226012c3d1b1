#!/worldland/bin/busybox sh
# shellcheck shell=dash
# The command of a rental's main container, whatever its image is: keeps an SSH server on port 22 and runs the start
# script once. It uses nothing of the image, for there may be nothing; what a person typed stays in files, and no line of
# it is ever read as shell text. Whoever kills the server ends the server: another one listens at once, and open sessions
# are processes of their own.
set -u
base=/worldland etc=/etc/worldland run=/run/worldland
PATH=$base/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
box() { "$base/bin/busybox" "$@"; }
fail() {
  echo "worldland: $1" >&2
  exit 1
}

shell_of_image() {
  for shell in /bin/bash /usr/bin/bash /bin/sh /usr/bin/sh; do
    [ -x "$shell" ] && echo "$shell" && return
  done
  echo "$base/bin/sh"
}

# A user in a file of colon-separated fields, unless it is there.
ensure_line() {
  box grep -q "^$2:" "$1" 2>/dev/null || printf '%s\n' "$2:$3" >>"$1"
}

# Root's line in /etc/shadow with this hash; the other lines as they are. Read and printed, never interpolated.
set_hash() {
  { [ ! -f /etc/shadow ] || box grep -v '^root:' /etc/shadow
    printf 'root:%s:19000:0:99999:7:::\n' "$1"
  } >"$run/shadow" && box chmod 600 "$run/shadow" && box cp "$run/shadow" /etc/shadow && box rm "$run/shadow"
}

prepare() {
  umask 022
  box mkdir -p /etc /root "$run" || fail "could not make $run"
  box chmod 700 "$run"
  box chmod 700 /root
  ensure_line /etc/passwd root "x:0:0:root:/root:$(shell_of_image)"
  ensure_line /etc/passwd sshd "x:65533:65533:sshd:$base/empty:$base/bin/false"
  ensure_line /etc/group root "x:0:"
  ensure_line /etc/group sshd "x:65533:"
  # Without one nobody knows the hash; "!" would lock out keys as well.
  hash='*' passwords=no
  if [ -s "$etc/password_hash" ]; then
    IFS= read -r hash <"$etc/password_hash" || [ -n "$hash" ] || fail "could not read the password hash"
    passwords=yes
  fi
  set_hash "$hash" || fail "could not write /etc/shadow"
  # A Secret's folder is anybody's to write in, as sshd sees it, so it is given a copy.
  for file in authorized_keys host_key; do
    box cp "$etc/$file" "$run/$file" || fail "could not read $file"
    box chmod 600 "$run/$file"
  done
  write_config "$passwords" >"$run/sshd_config"
}

write_config() {
  box cat <<EOF
Port 22
HostKey $run/host_key
AuthorizedKeysFile $run/authorized_keys
AllowUsers root
PermitRootLogin yes
PubkeyAuthentication yes
PasswordAuthentication $1
KbdInteractiveAuthentication no
PermitEmptyPasswords no
MaxAuthTries 6
LoginGraceTime 60
MaxStartups 32
DisableForwarding yes
PermitTunnel no
PermitUserEnvironment no
AcceptEnv LANG LC_*
ClientAliveInterval 30
ClientAliveCountMax 4
UseDNS no
PrintMotd yes
PidFile none
Subsystem sftp $base/libexec/sftp-server
ForceCommand $base/bin/enter
EOF
}

# Once in the life of a container, however often its server is restarted. What it writes is the container's log.
start_script() {
  [ -f "$etc/on_start" ] || return 0
  (set -C && : >"$run/on_start.started") 2>/dev/null || return 0
  "$base/bin/enter" "$etc/on_start" </dev/null &
}

trap 'exit 143' TERM INT HUP
prepare
start_script
fast=0
while :; do
  born=$(box date +%s)
  "$base/sbin/sshd" -D -e -f "$run/sshd_config" </dev/null &
  server=$!
  # Other children end as well, orphans of the customer's among them.
  while kill -0 "$server" 2>/dev/null; do wait "$server"; done
  if [ $(($(box date +%s) - born)) -ge 5 ]; then fast=0; else fast=$((fast + 1)); fi
  # A first death is made good at once, a row of them slower and slower; a server that cannot live ends the container.
  [ "$fast" -ge 8 ] && fail "the SSH server does not live"
  [ "$fast" -gt 2 ] && box sleep "$((fast - 2))"
done
