# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A Debian of its own to try packages in: fetched once by debootstrap to build/roots/SUITE.tar,
# unpacked for each use. To be sourced by a script that uses it from its namespaces, which end
# with it: mounts and programs of the root don't outlive the script.

repository=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")
root=

die() {
    printf '%s: %s\n' "${0##*/}" "$@" >&2
    exit 1
}

# Runs this very script again in its own namespaces. The root is removed from outside of them, where
# nothing is mounted in it.
in_own_namespaces() { # ARGUMENT...
    [[ -z ${OPENBEID_ROOT:-} ]] || return 0
    ((EUID == 0)) || die 'this needs root, for chroot.'
    local status=0 inside
    mkdir -p "$repository/build/roots"
    OPENBEID_ROOT=$(mktemp -d "$repository/build/roots/root.XXXXXX")
    export OPENBEID_ROOT
    unshare --mount --pid --fork --kill-child --mount-proc "$0" "$@" &
    inside=$!
    trap 'kill -KILL "$inside"' INT TERM HUP # and with it go all that it started
    wait "$inside" || status=$?
    rm -rf "$OPENBEID_ROOT" "$OPENBEID_ROOT.log"
    exit "$status"
}

fetch_root() { # SUITE
    local tar=$repository/build/roots/$1.tar fresh
    [[ ! -e $tar ]] || return 0
    fresh=$(mktemp -d "$repository/build/roots/fetch.XXXXXX")
    debootstrap --variant=minbase "$1" "$fresh/root" >"$fresh/log" 2>&1 || {
        tail -n 20 "$fresh/log" >&2
        die "debootstrap can't make a Debian $1."
    }
    tar -C "$fresh/root" -cf "$tar.new" .
    mv "$tar.new" "$tar"
    rm -rf "$fresh"
}

# A fresh root in $root; the repository is /repository in it.
enter_root() { # SUITE
    fetch_root "$1"
    root=$OPENBEID_ROOT
    mount --bind "$root" "$root" # so that it may be what namespaces of its own have as their /
    tar -C "$root" -xf "$repository/build/roots/$1.tar"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/run"
    mkdir "$root/repository" "$root/packages"
    mount --bind -o ro "$repository" "$root/repository"
    cp --dereference /etc/resolv.conf "$root/etc/resolv.conf"
    [[ -s $root/etc/hosts ]] || printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
    # No package starts a service in here.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    # Without recommended packages, without translations, and from a cache that outlives the root.
    mkdir -p "$repository/build/roots/archives-$1"
    mount --bind "$repository/build/roots/archives-$1" "$root/var/cache/apt/archives"
    printf '%s\n' 'APT::Install-Recommends "false";' 'Acquire::Languages "none";' \
        'APT::Keep-Downloaded-Packages "true";' 'APT::Sandbox::User "root";' \
        >"$root/etc/apt/apt.conf.d/90test"
    # It is thrown away: nobody waits for a disk.
    printf 'force-unsafe-io\n' >"$root/etc/dpkg/dpkg.cfg.d/90test"
    in_root apt-get update --quiet >"$OPENBEID_ROOT.log" 2>&1 ||
        die "Debian's servers don't answer." "$(tail -n 5 "$OPENBEID_ROOT.log")"
}

in_root() { # COMMAND...
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        TMPDIR=/tmp chroot "$root" "$@"
}

apt_in_root() { # ARGUMENT...: apt-get, quiet unless it fails
    in_root apt-get --yes --quiet "$@" >"$OPENBEID_ROOT.log" 2>&1 || {
        tail -n 30 "$OPENBEID_ROOT.log" >&2
        die "apt-get $1 failed."
    }
}
