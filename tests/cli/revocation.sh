# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# The issuers' servers, for tests of what is asked about revocation. To be sourced by a script that runs
# inside private-pcscd. The certificates of virtual cards name hosts under .test; in here these are
# loopback.

revocation_process='' revocation_log=''

resolve_test_hosts() {
    printf '127.0.0.1 localhost ocsp.openbeid.test crl.openbeid.test\n' >hosts
    mount --bind hosts /etc/hosts
    unset http_proxy HTTP_PROXY
}

# Starts the server of these behaviours; returns when it listens.
start_issuers() { # STYLE OCSP CRL
    local line
    exec {revocation_log}< <(exec "$build/tests/cli/openbeid-revocation-server" \
        "$OPENBEID_VIRTUAL_CARD_DIR/ca" "$@" 2>&1)
    revocation_process=$!
    IFS= read -r line <&"$revocation_log" || line='nothing'
    [[ $line == listening ]] || fail "The server does not start. It says: $line"
}

# Ends it; what it was asked is in the file "asked".
stop_issuers() {
    kill "$revocation_process"
    cat <&"$revocation_log" >asked
    exec {revocation_log}<&-
}
