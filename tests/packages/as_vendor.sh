#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# as_vendor.sh: what the documents have vendors of other software do with the packages, in namespaces
# that end with it.
set -euo pipefail
ip link set lo up
if [[ $(pcscd --help 2>&1) == *--disable-polkit* ]]; then # Debian 13, as the documents say
    pcscd() { command pcscd --disable-polkit "$@"; }
    export -f pcscd
fi

# A container has no more rights than this, by default.
setpriv --bounding-set -sys_admin,-net_admin,-ipc_lock,-sys_ptrace,-sys_rawio,-sys_resource bash -euc '
    mkdir -p /run/pcscd && pcscd
    openbeid-virtual-card --persona v18-citizen --control /tmp/card.socket &
    openbeid status --wait
    openbeid-virtual-card control /tmp/card.socket tries
    openbeid-virtual-card control /tmp/card.socket quit
    wait'

# shellcheck disable=SC2016
unshare --mount --net --pid --fork --mount-proc --kill-child bash -euc '
    ip link set lo up; mount -t tmpfs tmpfs /run; mkdir /run/pcscd
    pcscd --foreground &
    until [ -S /run/pcscd/pcscd.comm ]; do sleep 0.05; done
    openbeid-virtual-card --control /run/card.socket &
    openbeid status --wait'
