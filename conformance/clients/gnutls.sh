#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# gnutls.sh PERSONA keys|1.2|1.3: p11tool lists and signs, gnutls-cli logs in.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 cell=$2
need p11tool gnutls-bin
need gnutls-cli gnutls-bin

keys() {
    step 'List of everything, without and with the PIN'
    env --unset GNUTLS_PIN p11tool --provider "$module" --batch --list-all-certs pkcs11:token=BELPIC |
        tee listing
    equal 'certificates' "$(grep -c 'Type: X.509 Certificate' listing)" 4
    p11tool --provider "$module" --login --list-all pkcs11:token=BELPIC | tee listing
    equal 'private keys' "$(grep -c 'Type: Private key' listing)" 2

    step 'Test signatures, verified by GnuTLS'
    local uri
    for uri in "$key_uri" "$signature_uri"; do
        p11tool --provider "$module" --login --test-sign "$uri;type=private" 2>&1 | tee report
        grep -q 'ok' report || fail 'No test signature was verified.'
        must_fail grep -qi 'error\|fail' report
    done
}

login() { # TLS-VERSION
    local priority="NORMAL:-VERS-ALL:+VERS-TLS$1"
    if short_keys "$persona"; then
        priority+=':%PROFILE_VERY_WEAK'
    fi
    start_portal_for "$persona" "$1"
    card_control counters reset >/dev/null
    unless_refused 'Certificate is required' "$no_pss_reason" \
        gnutls-cli --provider "$module" --x509cafile "$portal_root" \
        --x509certfile "$key_uri;type=cert" --x509keyfile "$key_uri;type=private" \
        --priority "$priority" --port "$portal_port" \
        --sni-hostname localhost --verify-hostname localhost 127.0.0.1 </dev/null
    portal_admits "$1"
}

export GNUTLS_PIN=$virtual_pin
start_card "$persona"
case $cell in
keys) keys ;;
*) login "$cell" ;;
esac
stop_card 0
