#!/bin/sh
# Like the official image: options go to dockerd, anything else is a command of its own. dockerd runs below an init
# that collects ended processes, and finds mounts and cgroups as on a machine of its own.
set -eu
case "${1:--}" in
-*) set -- dockerd "$@" ;;
esac
if [ "$1" = dockerd ]; then
    rm -f /run/docker.pid /run/docker/containerd/containerd.pid
    iptables --version
    mountpoint -q /tmp || mount -t tmpfs none /tmp
    dind
    mount --make-rshared /
    set -- docker-init -- "$@"
fi
exec "$@"
