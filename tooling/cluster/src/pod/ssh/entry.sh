#!/bin/sh
# The command of a rental's main container: keeps an SSH server on port 22. Whoever kills the server ends, at most,
# the server: another one listens at once. A server told to go (SIGTERM) keeps its sessions to their end.
base=${WORLDLAND_BASE:-/opt/worldland}
retired=0 fast=0
trap 'exit 143' TERM INT HUP
trap 'retired=1' USR1
while :; do
  born=$(date +%s)
  retired=0
  "$base/node" "$base/runtime/sshd.js" </dev/null &
  server=$!
  while [ "$retired" = 0 ] && kill -0 "$server" 2>/dev/null; do wait "$server"; done
  if [ $(($(date +%s) - born)) -ge 5 ]; then fast=0; else fast=$((fast + 1)); fi
  # A first death is made good at once, a row of them slower and slower; a server that cannot live ends the container.
  [ "$fast" -ge 8 ] && exit 1
  [ "$fast" -gt 2 ] && sleep "$((fast - 2))"
done
