#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# gnutls_test.sh PERSONA: p11tool lists and signs, gnutls-cli logs in.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
need p11tool gnutls-bin
need gnutls-cli gnutls-bin

key='pkcs11:token=BELPIC;object=Authentication'
export GNUTLS_PIN=$virtual_pin
start_card "$persona"

step 'List of everything, without and with the PIN'
env --unset GNUTLS_PIN p11tool --provider "$module" --batch --list-all-certs pkcs11:token=BELPIC | tee listing
equal 'certificates' "$(grep -c 'Type: X.509 Certificate' listing)" 4
p11tool --provider "$module" --login --list-all pkcs11:token=BELPIC | tee listing
equal 'private keys' "$(grep -c 'Type: Private key' listing)" 2

step 'Test signatures, verified by GnuTLS'
p11tool --provider "$module" --login --test-sign "$key;type=private" 2>&1 | tee report
grep -q 'ok' report || fail 'No test signature was verified.'
must_fail grep -qi 'error\|fail' report

if [[ $persona == v11-* ]]; then
    exit # GnuTLS refuses RSA-1024 in TLS
fi
start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem"
for version in 1.2 1.3; do
    step "Login over TLS $version"
    gnutls-cli --provider "$module" --x509cafile "$portal_root" \
        --x509certfile "$key;type=cert" --x509keyfile "$key;type=private" \
        --priority "NORMAL:-VERS-ALL:+VERS-TLS$version" --port "$portal_port" \
        --sni-hostname localhost --verify-hostname localhost 127.0.0.1 </dev/null
    said=$(portal_says)
    printf '%s\n' "$said"
    equal 'TLS version' "$(json_text tls <<<"$said")" "TLSv$version"
done
stop_portal
stop_card 0
