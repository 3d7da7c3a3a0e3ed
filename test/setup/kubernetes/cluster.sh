#!/usr/bin/env bash
# A real Kubernetes with one node, in namespaces of its own: it touches neither the network nor the mounts of the machine, and when its
# first process ends, all of it does. Root, and what with-cluster.sh installs.
#
#   cluster.sh up DIR PROGRAMS      starts it with the programs of build.sh; returns when the node is ready
#   cluster.sh enter DIR COMMAND…   runs a command in its network, where pods and services have addresses
#   cluster.sh load DIR FILE…       gives its node images, out of archives (docker save)
#   cluster.sh kill DIR CONTAINER   kills the first process of a container
#   cluster.sh down DIR             ends it
#
# DIR/kubectl asks it from outside, with DIR/kubeconfig. One at a time: its control groups are called kubepods.
set -euo pipefail

verb=$1 dir=$(realpath -m "$2")
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
address=10.213.0.1 pods=10.244.0.0/16 services=10.96.0.0/16

# Who may ask: a token, a name, an id, groups. `guest` may nothing.
users() {
  cat <<END
admin,admin,admin,system:masters
controllers,system:kube-controller-manager,controllers
scheduler,system:kube-scheduler,scheduler
proxy,system:kube-proxy,proxy
kubelet,system:node:one,kubelet,system:nodes
guest,guest,guest
END
}

kubeconfig() {
  local user=$1
  echo '{"apiVersion": "v1", "kind": "Config", "current-context": "test",
    "clusters": [{"name": "test", "cluster": {"server": "https://'"$address"':6443", "certificate-authority": "'"$dir"'/pki/apiserver.crt"}}],
    "users": [{"name": "'"$user"'", "user": {"token": "'"$user"'"}}],
    "contexts": [{"name": "test", "context": {"cluster": "test", "user": "'"$user"'"}}]}'
}

# What a person has: the cluster under several names, one of which sounds like the one that counts, and one that leads nowhere.
kubeconfig_of_person() {
  local server='"certificate-authority": "'"$dir"'/pki/apiserver.crt"'
  echo '{"apiVersion": "v1", "kind": "Config", "current-context": "test",
    "clusters": [
      {"name": "test", "cluster": {"server": "https://'"$address"':6443", '"$server"'}},
      {"name": "gone", "cluster": {"server": "https://'"$address"':6444", '"$server"'}}],
    "users": [{"name": "admin", "user": {"token": "admin"}}, {"name": "guest", "user": {"token": "guest"}}, {"name": "stranger", "user": {"token": "stranger"}}],
    "contexts": [
      {"name": "test", "context": {"cluster": "test", "user": "admin"}},
      {"name": "production-eu", "context": {"cluster": "test", "user": "admin"}},
      {"name": "guest", "context": {"cluster": "test", "user": "guest"}},
      {"name": "stranger", "context": {"cluster": "test", "user": "stranger"}},
      {"name": "gone", "context": {"cluster": "gone", "user": "admin"}}]}'
}

write_files() {
  mkdir -p "$dir"/{pki,log,etcd,kubelet,containerd,cni}
  openssl genrsa -out "$dir/pki/sa.key" 2048 2>/dev/null
  openssl rsa -in "$dir/pki/sa.key" -pubout -out "$dir/pki/sa.pub" 2>/dev/null
  openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=front -keyout "$dir/pki/front.key" -out "$dir/pki/front.crt" 2>/dev/null
  users >"$dir/pki/tokens.csv"
  for user in admin controllers scheduler proxy kubelet; do kubeconfig $user >"$dir/$user.conf"; done
  kubeconfig_of_person >"$dir/kubeconfig"
  cat >"$dir/cni/10-bridge.conflist" <<END
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "subnet": "10.244.0.0/24", "routes": [{"dst": "0.0.0.0/0"}], "dataDir": "$dir/cni/state"}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
END
  cat >"$dir/containerd.toml" <<END
version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs"]
[plugins."io.containerd.internal.v1.opt"]
  path = "$dir/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "local/pause:1"
  # Root may lack CAP_SYS_RESOURCE, as in some sandboxes.
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "$dir/cni"
END
  cat >"$dir/Corefile" <<END
cluster.local:53 {
  bind $address
  errors
  cache 1
  kubernetes cluster.local {
    kubeconfig $dir/admin.conf
  }
}
END
  cat >"$dir/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
clusterDNS: [$address]
clusterDomain: cluster.local
failSwapOn: false
evictionHard: {memory.available: 100Mi}
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 5s
syncFrequency: 5s
volumePluginDir: $dir/kubelet/plugins
END
}

# Runs a part in the background, what it says into its log.
part() {
  local name=$1
  shift
  "$@" >"$dir/log/$name.log" 2>&1 &
}

# Tries a command for two minutes.
until_ok() {
  for _ in {1..600}; do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  echo "gave up: $*" >&2
  return 1
}

# The first process of the cluster.
inside() {
  local kube=$dir/programs/kube
  mount -t proc proc /proc
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /var/log
  mkdir -p /var/lib/kubelet && mount --bind "$dir/kubelet" /var/lib/kubelet
  mount --make-rshared /
  ip link set lo up
  ip link add node0 type veth peer name node1
  ip link set node0 up && ip link set node1 up
  ip address add $address/24 dev node0
  ip route add default dev node0
  sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1

  part etcd "$kube" etcd --data-dir "$dir/etcd" --unsafe-no-fsync --log-level warn
  part apiserver "$kube" apiserver --etcd-servers http://127.0.0.1:2379 --cert-dir "$dir/pki" \
    --advertise-address $address --service-cluster-ip-range $services --token-auth-file "$dir/pki/tokens.csv" \
    --authorization-mode Node,RBAC --allow-privileged --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$dir/pki/sa.pub" \
    --service-account-signing-key-file "$dir/pki/sa.key" \
    --requestheader-client-ca-file "$dir/pki/front.crt" --requestheader-username-headers X-Remote-User \
    --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file "$dir/pki/front.crt" --proxy-client-key-file "$dir/pki/front.key"
  part containerd containerd --config "$dir/containerd.toml" --root "$dir/containerd/root" --state /run/containerd
  export KUBECONFIG=$dir/admin.conf
  until_ok "$kube" kubectl get --raw /readyz
  # The server's own certificate stands first, then that of its authority.
  awk '/BEGIN/ { n++ } n == 2' "$dir/pki/apiserver.crt" >"$dir/pki/ca.crt"
  part controllers "$kube" controllers --kubeconfig "$dir/controllers.conf" --leader-elect=false \
    --use-service-account-credentials --service-account-private-key-file "$dir/pki/sa.key" \
    --root-ca-file "$dir/pki/ca.crt" --horizontal-pod-autoscaler-sync-period 5s \
    --horizontal-pod-autoscaler-cpu-initialization-period 10s --horizontal-pod-autoscaler-initial-readiness-delay 5s
  part scheduler "$kube" scheduler --kubeconfig "$dir/scheduler.conf" --leader-elect=false
  until_ok ctr version
  "$here/pack-image.sh" docker.io/local/pause:1 "$dir/programs/pause" | ctr -n k8s.io images import - >"$dir/log/images.log"
  part kubelet "$kube" kubelet --config "$dir/kubelet.yaml" --kubeconfig "$dir/kubelet.conf" \
    --hostname-override one --node-ip $address --root-dir /var/lib/kubelet
  part proxy "$kube" proxy --kubeconfig "$dir/proxy.conf" --hostname-override one --cluster-cidr $pods \
    --proxy-mode nftables --conntrack-max-per-core 0
  part dns "$kube" dns -conf "$dir/Corefile"
  "$kube" kubectl apply -f "$here/metrics.yaml"
  part metrics "$kube" metrics --kubeconfig "$dir/admin.conf" --authentication-kubeconfig "$dir/admin.conf" \
    --authorization-kubeconfig "$dir/admin.conf" --secure-port 4443 --cert-dir "$dir/pki/metrics" \
    --kubelet-insecure-tls --kubelet-preferred-address-types InternalIP --metric-resolution 10s --kubelet-request-timeout 5s
  "$kube" kubectl wait --for=create node/one --timeout 120s
  "$kube" kubectl wait --for=condition=Ready node/one --timeout 120s
  touch "$dir/ready"
  wait
}

enter() { nsenter --target "$(cat "$dir/first")" "$@"; }

# kubectl as people have it: a program on the PATH, which is in the cluster's network here.
write_kubectl() {
  mkdir -p "$dir/bin"
  printf '#!/bin/sh\nexec nsenter --target %s --net -- %s kubectl "$@"\n' "$(cat "$dir/first")" "$dir/programs/kube" >"$dir/bin/kubectl"
  chmod +x "$dir/bin/kubectl"
}

case $verb in
  up)
    mkdir -p "$dir"
    rm -f "$dir/ready"
    ln -sfn "$(realpath "$1")" "$dir/programs"
    write_files
    # Nothing of whoever starts it is held open: locks, for one.
    unshare --net --mount --pid --fork --kill-child "${BASH_SOURCE[0]}" inside "$dir" >"$dir/log/inside.log" 2>&1 7>&- 8>&- 9>&- &
    outer=$!
    until pgrep -P $outer >"$dir/first"; do sleep 0.1; done
    until [ -e "$dir/ready" ]; do
      kill -0 $outer 2>/dev/null || { tail -n 3 "$dir"/log/*.log >&2 && exit 1; }
      sleep 0.2
    done
    write_kubectl
    ;;
  inside) inside ;;
  # In the place of this shell: whoever ends what was started ends the command.
  enter) exec nsenter --target "$(cat "$dir/first")" --net -- "$@" ;;
  load) for file; do enter --net --mount --pid -- ctr -n k8s.io images import "$file"; done ;;
  kill) enter --net --mount --pid -- ctr -n k8s.io tasks kill --signal SIGKILL "$1" ;;
  down)
    rm -f "$dir/ready"
    first=$(cat "$dir/first")
    kill -KILL "$first" 2>/dev/null || true
    while kill -0 "$first" 2>/dev/null; do sleep 0.1; done
    find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {} + 2>/dev/null || true
    ;;
esac
