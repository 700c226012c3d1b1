#!/bin/sh
# Makes this machine a node of WorldLand Cloud: looks whether it has what a node needs, says plainly what is missing, and
# joins it by the line that the provider's page shows. `--dry-run` only looks. `--undo` takes back what joining did.
#
#   WORLDLAND_JOIN_TOKEN=... sh worldland-node.sh --node NAME --server URL --ca-hash sha256:HASH [options]
#
# The token is read from its variable or the first line of standard input, never from an argument, and is on the disk only
# until the node has its certificate. POSIX sh; nothing is downloaded and no package installed or removed.
set -u
umask 077

usage() {
  cat <<'EOF'
Usage: WORLDLAND_JOIN_TOKEN=TOKEN sh worldland-node.sh --node NAME --server URL --ca-hash sha256:HASH
         [--region Seoul] [--country KR] [--public-address IPV4] [--speed-url URL] [--dry-run]
       sh worldland-node.sh --undo
  --dry-run         looks at everything, changes nothing
  --undo            leaves the network and removes what joining wrote
  --public-address  where ports 30000-32767 of this machine answer; its own address unless said
  --speed-url       a large file to measure the download by; not measured unless said
EOF
}

# Where things are. Another root is for looking at what would be written.
root=${WORLDLAND_ROOT:-}
conf=$root/etc/worldland-node
state=$root/var/lib/worldland-node
unit=$root/etc/systemd/system/worldland-kubelet.service
wait_s=${WORLDLAND_WAIT_S:-900}

# Least versions, each with its reason.
LEAST_KERNEL=5.15        # overlayfs and cgroup v2 as containerd wants them
LEAST_DRIVER=525.60.13   # CUDA 12.0, the oldest image on offer
LEAST_CONTAINERD=1.7.0
LEAST_RUNC_12=1.2.8      # CVE-2025-31133, -52565, -52881: out of the container by its mounts
LEAST_RUNC_13=1.3.3
LEAST_TOOLKIT=1.17.8     # CVE-2024-0132, CVE-2025-23359, CVE-2025-23266: out of the container by the toolkit's hooks
LEAST_DISK_GIB=100
LEAST_MEMORY_GIB=16
LEAST_CORES=4
LEAST_MBIT=100

missing=0
ok() { printf '  ok       %s\n' "$1"; }
note() { printf '  note     %s\n' "$1"; }
lack() {
  missing=$((missing + 1))
  printf '  MISSING  %s\n           %s\n' "$1" "$2"
}
die() {
  printf 'worldland-node: %s\n' "$1" >&2
  exit "${2:-1}"
}
has() { command -v "$1" >/dev/null 2>&1; }

# First version in a text, digits and dots alone.
version_in() { sed -n 's/^[^0-9]*\([0-9][0-9]*\(\.[0-9][0-9]*\)\{1,3\}\).*/\1/p' | head -n 1; }

# Whether version $1 is at least $2.
at_least() {
  awk -v have="$1" -v want="$2" 'BEGIN {
    n = split(have, a, "."); m = split(want, b, ".")
    for (i = 1; i <= (n > m ? n : m); i++) { if (a[i] + 0 != b[i] + 0) exit !(a[i] + 0 > b[i] + 0) }
    exit 0
  }'
}

check_machine() {
  [ "$(uname -s)" = Linux ] || lack "Linux" "This is $(uname -s); a node is a Linux machine."
  kernel=$(uname -r | version_in)
  if at_least "$kernel" $LEAST_KERNEL; then ok "kernel $kernel"; else
    lack "kernel $LEAST_KERNEL" "This is $kernel. Install a newer kernel of your distribution."
  fi
  if at_least "$kernel" 6.3; then ok "user namespaces for containers"; else
    note "kernel 6.3 or newer would keep containers apart by user namespaces as well"
  fi
  if [ -f "$root/sys/fs/cgroup/cgroup.controllers" ]; then ok "cgroup v2"; else
    lack "cgroup v2" "Boot with systemd.unified_cgroup_hierarchy=1."
  fi
  if [ "$(sed 1d "$root/proc/swaps" 2>/dev/null | wc -l)" -eq 0 ]; then ok "no swap"; else
    lack "swap off" "Run swapoff -a, and take it out of /etc/fstab: memory that was sold must be memory."
  fi
  cores=$(nproc 2>/dev/null || echo 0)
  if [ "$cores" -ge $LEAST_CORES ]; then ok "$cores cores"; else lack "$LEAST_CORES cores" "There are $cores."; fi
  memory=$(awk '/^MemTotal:/ { print int($2 / 1048576 + 0.5) }' "$root/proc/meminfo")
  if [ "${memory:-0}" -ge $LEAST_MEMORY_GIB ]; then ok "$memory GiB of memory"; else
    lack "$LEAST_MEMORY_GIB GiB of memory" "There are ${memory:-0}."
  fi
  free=$(df -Pk "$root/var/lib" 2>/dev/null | awk 'NR == 2 { print int($4 / 1048576) }')
  if [ "${free:-0}" -ge $LEAST_DISK_GIB ]; then ok "$free GiB free in /var/lib"; else
    lack "$LEAST_DISK_GIB GiB free in /var/lib" "There are ${free:-0}. Images and customers' storage lie there."
  fi
}

check_gpu() {
  if ! has nvidia-smi; then
    lack "the NVIDIA driver" "nvidia-smi is not there. Install the driver $LEAST_DRIVER or newer and reboot."
    return
  fi
  driver=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader 2>/dev/null | version_in)
  if [ -z "$driver" ]; then
    lack "a driver that answers" "nvidia-smi fails. Run it to see why; after an update of the driver, reboot."
    return
  fi
  if at_least "$driver" $LEAST_DRIVER; then ok "driver $driver"; else
    lack "driver $LEAST_DRIVER" "This is $driver, too old for CUDA 12."
  fi
  gpus=$(nvidia-smi -L 2>/dev/null | grep -c '^GPU [0-9]')
  if [ "$gpus" -gt 0 ]; then ok "$gpus GPU(s): $(nvidia-smi -L | sed -n 's/^GPU 0: \(.*\) (UUID.*/\1/p')"; else
    lack "a GPU" "nvidia-smi -L lists none."
  fi
}

check_runtime() {
  if has containerd; then
    containerd=$(containerd --version | version_in)
    if at_least "${containerd:-0}" $LEAST_CONTAINERD; then ok "containerd $containerd"; else
      lack "containerd $LEAST_CONTAINERD" "This is ${containerd:-unknown}."
    fi
  else lack "containerd" "Install containerd $LEAST_CONTAINERD or newer."; fi
  if has runc; then
    runc=$(runc --version | version_in)
    case $runc in 1.3.*) least_runc=$LEAST_RUNC_13 ;; *) least_runc=$LEAST_RUNC_12 ;; esac
    if at_least "${runc:-0}" "$least_runc"; then ok "runc $runc"; else
      lack "runc $least_runc" "${runc:-This version} has known ways out of a container (CVE-2025-31133 and others)."
    fi
  else lack "runc" "Install runc $LEAST_RUNC_13 or newer."; fi
  if has nvidia-ctk; then
    toolkit=$(nvidia-ctk --version | version_in)
    if at_least "${toolkit:-0}" $LEAST_TOOLKIT; then ok "NVIDIA container toolkit $toolkit"; else
      lack "NVIDIA container toolkit $LEAST_TOOLKIT" \
        "${toolkit:-This version} has known ways out of a container (CVE-2024-0132, CVE-2025-23266)."
    fi
    if grep -qs nvidia "$root/etc/containerd/config.toml" "$root"/etc/containerd/conf.d/*.toml; then
      ok "containerd knows the NVIDIA runtime"
    else
      lack "the NVIDIA runtime in containerd" \
        "Run nvidia-ctk runtime configure --runtime=containerd --set-as-default && systemctl restart containerd"
    fi
  else lack "the NVIDIA container toolkit" "Install nvidia-container-toolkit $LEAST_TOOLKIT or newer."; fi
  if has kubelet; then ok "kubelet $(kubelet --version | version_in)"; else
    lack "kubelet" "Install kubelet of the cluster's minor version from pkgs.k8s.io, and nothing else of Kubernetes."
  fi
  for tool in curl openssl awk systemctl; do has $tool || lack "$tool" "Install it."; done
}

# Ports that something listens on already, of those a node needs: the kubelet's, and all that rentals are given.
taken_ports() {
  cat "$root/proc/net/tcp" "$root/proc/net/tcp6" 2>/dev/null | awk '
    function number(hex,  i, n) { n = 0; for (i = 1; i <= length(hex); i++) n = n * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1; return n }
    $4 == "0A" { n = split($2, part, ":"); port = number(part[n]); if (port == 10250 || (port >= 30000 && port <= 32767)) print port }
  ' | sort -nu | tr '\n' ' '
}

check_network() {
  taken=$(taken_ports)
  if [ -z "$taken" ] || [ -f "$conf/kubeconfig" ]; then ok "ports 10250 and 30000-32767 are free"; else
    lack "free ports" "Something listens on ${taken% }; 10250 is the kubelet's, 30000-32767 are the rentals'."
  fi
  if [ -z "$address" ]; then
    address=$(ip -4 route get 1.1.1.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)
  fi
  case $address in
    "") lack "a public address" "No way to the internet is configured; say --public-address." ;;
    10.* | 192.168.* | 172.1[6-9].* | 172.2[0-9].* | 172.3[01].* | 169.254.* | 127.* | 100.6[4-9].* | 100.[7-9][0-9].* | 100.1[01][0-9].* | 100.12[0-7].*)
      lack "a public address" "$address is private. Say --public-address, and send ports 30000-32767 of it here." ;;
    *) ok "address $address; open TCP 30000-32767 in your firewall, which cannot be seen from here" ;;
  esac
  if [ -z "$speed_url" ]; then note "bandwidth is not measured; --speed-url names a file to measure by"; else
    speed=$(curl -s -o /dev/null -m 15 -w '%{speed_download}' "$speed_url" 2>/dev/null | awk '{ print int($1 / 125000) }')
    if [ "${speed:-0}" -ge $LEAST_MBIT ]; then ok "$speed Mbit/s down"; else
      lack "$LEAST_MBIT Mbit/s" "Measured ${speed:-0}: images of 10 GB would start too late."
    fi
  fi
}

check_cluster() {
  [ -n "$server" ] || return 0
  if [ -f "$root/etc/kubernetes/kubelet.conf" ]; then
    lack "a machine of no other cluster" "/etc/kubernetes/kubelet.conf is there: this machine is a node already."
  fi
  if [ -f "$conf/kubeconfig" ]; then
    lack "a machine that has not joined" "It is part of the network already; --undo leaves it."
  fi
  if fetch_authority "$work/ca.crt"; then ok "the cluster is the one that this line was made for"; else
    lack "the cluster" "$fault"
    return 0
  fi
  theirs=$(curl -s -m 10 --cacert "$work/ca.crt" "$server/version" | sed -n 's/.*"gitVersion": *"v\([0-9.]*\).*/\1/p')
  ours=$(has kubelet && kubelet --version | version_in)
  if [ -n "$theirs" ] && [ -n "$ours" ] && ! at_least "$theirs" "${ours%.*}"; then
    lack "a kubelet no newer than the cluster" "The cluster is $theirs, the kubelet $ours."
  fi
}

hash_of() {
  openssl x509 -in "$1" -noout -pubkey 2>/dev/null | openssl pkey -pubin -outform DER 2>/dev/null |
    openssl dgst -sha256 2>/dev/null | sed 's/^.*= */sha256:/'
}

# The certificate of the cluster's authority, into $1. It is fetched without trust, from what kubeadm publishes or from the
# chain that the server shows, and kept only if its public key has the hash that the line pins.
fetch_authority() {
  fault="$server did not answer."
  authority=${server#https://}
  authority=${authority%%/*}
  case $authority in *:*) ;; *) authority=$authority:443 ;; esac
  curl -sk -m 10 "$server/api/v1/namespaces/kube-public/configmaps/cluster-info" 2>/dev/null |
    sed -n 's/.*certificate-authority-data: \([A-Za-z0-9+\/=]*\).*/\1/p' | openssl base64 -d -A >"$work/chain" 2>/dev/null
  openssl s_client -connect "$authority" -showcerts </dev/null >>"$work/chain" 2>/dev/null
  awk -v folder="$work" '/-----BEGIN CERTIFICATE-----/ { n++; on = 1 } on { print > (folder "/cert-" n) } /-----END CERTIFICATE-----/ { on = 0 }' "$work/chain"
  for certificate in "$work"/cert-*; do
    [ -f "$certificate" ] || return 1
    fault="$server is not the cluster that this line was made for: no certificate there has the hash $ca_hash."
    if [ "$(hash_of "$certificate")" = "$ca_hash" ]; then
      cp "$certificate" "$1"
      return 0
    fi
  done
  return 1
}

read_token() {
  token=${WORLDLAND_JOIN_TOKEN:-}
  unset WORLDLAND_JOIN_TOKEN
  if [ -z "$token" ]; then
    [ -t 0 ] && printf 'Token: '
    IFS= read -r token || true
  fi
  printf '%s\n' "$token" | grep -Eq '^[a-z0-9]{6}\.[a-z0-9]{16}$' || die "The token must look like abcdef.0123456789abcdef."
}

write_kubeconfig() {
  cat <<EOF
apiVersion: v1
kind: Config
current-context: worldland
clusters: [{ name: worldland, cluster: { server: "$server", certificate-authority: /etc/worldland-node/ca.crt } }]
contexts: [{ name: worldland, context: { cluster: worldland, user: join } }]
users: [{ name: join, user: { token: "$token" } }]
EOF
}

write_settings() {
  cat <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: true }
  x509: { clientCAFile: /etc/worldland-node/ca.crt }
authorization: { mode: Webhook }
cgroupDriver: systemd
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
clusterDNS: []
failSwapOn: true
makeIPTablesUtilChains: true
podPidsLimit: 4096
protectKernelDefaults: false
readOnlyPort: 0
systemReserved: { cpu: 500m, memory: 1Gi, ephemeral-storage: 10Gi }
rotateCertificates: true
seccompDefault: true
staticPodPath: ""
EOF
}

write_unit() {
  labels="worldland.io/public-address=$address"
  [ -z "$region" ] || labels="$labels,topology.kubernetes.io/region=$region"
  [ -z "$country" ] || labels="$labels,worldland.io/country=$country"
  cat <<EOF
[Unit]
Description=Kubelet of WorldLand Cloud
After=network-online.target containerd.service
Wants=network-online.target

[Service]
ExecStart=$(command -v kubelet) --config=/etc/worldland-node/kubelet.yaml --hostname-override=$node \\
  --bootstrap-kubeconfig=/etc/worldland-node/bootstrap.kubeconfig --kubeconfig=/etc/worldland-node/kubeconfig \\
  --cert-dir=/var/lib/worldland-node/pki --node-labels=$labels
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
EOF
}

join() {
  read_token
  mkdir -p "$conf" "$state/pki" "$(dirname "$unit")"
  cp "$work/ca.crt" "$conf/ca.crt"
  write_kubeconfig >"$conf/bootstrap.kubeconfig"
  token=
  write_settings >"$conf/kubelet.yaml"
  write_unit >"$unit"
  chmod 644 "$unit"
  systemctl daemon-reload || die "systemd does not answer; --undo takes everything back."
  systemctl enable --now worldland-kubelet.service || die "The kubelet was not started; --undo takes everything back."
  printf 'Waiting to be let in ...\n'
  waited=0
  while [ ! -s "$conf/kubeconfig" ]; do
    if [ "$waited" -ge "$wait_s" ]; then
      rm -f "$conf/bootstrap.kubeconfig"
      die "Nobody let this machine in within $wait_s seconds. Run --undo, and ask for a new line."
    fi
    sleep 1
    waited=$((waited + 1))
  done
  # It has a certificate of its own now, and the token is good for nothing any more.
  rm -f "$conf/bootstrap.kubeconfig"
  printf '%s is part of the network. The provider page says what is missing until it earns.\n' "$node"
}

undo() {
  if [ ! -d "$conf" ] && [ ! -f "$unit" ]; then
    printf 'This machine has not joined by this program: there is nothing to take back.\n'
    return 0
  fi
  if [ -f "$unit" ]; then
    systemctl disable --now worldland-kubelet.service || printf 'The kubelet was not running.\n'
    rm -f "$unit"
    systemctl daemon-reload
  fi
  # Containers outlive their kubelet.
  if has crictl; then
    crictl --runtime-endpoint unix:///run/containerd/containerd.sock rmp --all --force >/dev/null 2>&1 ||
      printf 'Containers may still run: look with crictl pods.\n'
  else printf 'Containers may still run: there is no crictl here to end them.\n'; fi
  rm -rf "$conf" "$state"
  printf 'This machine has left the network. Remove the node on the provider page.\n'
}

node='' server='' ca_hash='' region='' country='' address='' speed_url='' mode=join
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) mode=look ;;
    --undo) mode=undo ;;
    --help | -h) usage && exit 0 ;;
    --node | --server | --ca-hash | --region | --country | --public-address | --speed-url)
      [ $# -ge 2 ] || die "$1 needs a value." 2
      case $1 in
        --node) node=$2 ;;
        --server) server=${2%/} ;;
        --ca-hash) ca_hash=$2 ;;
        --region) region=$2 ;;
        --country) country=$2 ;;
        --public-address) address=$2 ;;
        --speed-url) speed_url=$2 ;;
      esac
      shift ;;
    *)
      usage >&2
      die "$1 is no option." 2 ;;
  esac
  shift
done

matches() { printf '%s\n' "$1" | grep -Eq "$2"; }
[ "$mode" = look ] && [ -z "$node$server$ca_hash" ] || [ "$mode" = undo ] || {
  matches "$node" '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$' || die "--node takes the name that the line assigns." 2
  matches "$server" '^https://[A-Za-z0-9.:-]+$|^https://\[[0-9a-f:]+\](:[0-9]+)?$' || die "--server takes an https:// address." 2
  matches "$ca_hash" '^sha256:[0-9a-f]{64}$' || die "--ca-hash takes sha256: and 64 hex digits." 2
}
[ -z "$region" ] || matches "$region" '^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$' || die "--region takes letters, digits, - and _." 2
[ -z "$country" ] || matches "$country" '^[A-Z]{2}$' || die "--country takes two capital letters, such as KR." 2
[ -z "$address" ] || matches "$address" '^([0-9]{1,3}\.){3}[0-9]{1,3}$' || die "--public-address takes an IPv4 address." 2
[ "$mode" = look ] || [ "$(id -u)" -eq 0 ] || die "Run this as root: sudo --preserve-env=WORLDLAND_JOIN_TOKEN sh ..."

if [ "$mode" = undo ]; then
  undo
  exit 0
fi
work=$(mktemp -d) || die "There is no room in /tmp."
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
printf 'What a node needs:\n'
check_machine
check_gpu
check_runtime
check_network
check_cluster
if [ "$missing" -gt 0 ]; then
  [ "$missing" -eq 1 ] && things="1 thing is" || things="$missing things are"
  printf '%s missing. Nothing was changed.\n' "$things"
  exit 3
fi
if [ "$mode" = look ]; then
  printf 'Everything is there. Nothing was changed.\n'
  exit 0
fi
join
