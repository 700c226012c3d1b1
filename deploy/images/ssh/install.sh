#!/opt/worldland/bin/busybox sh
# shellcheck shell=dash
# The init container of every rental: puts the SSH server and the entry program where the main container finds them.
set -eu
/opt/worldland/bin/busybox cp -R /opt/worldland/. /worldland/
/opt/worldland/bin/busybox test -x /worldland/entry
