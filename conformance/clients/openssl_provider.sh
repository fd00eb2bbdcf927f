#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# openssl_provider.sh PERSONA keys|1.2|1.3: OpenSSL's command line signs and logs in with the
# pkcs11-provider, which Debian has from version 13 on.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 cell=$2
need openssl openssl
[[ -e $(openssl_provider) ]] ||
    skip "$(openssl_provider) does not exist (Debian package pkcs11-provider, not in Debian 12)"

openssl_with_card() { # ARGUMENT...
    OPENSSL_CONF=$TMPDIR/provider.cnf openssl "$@"
}

keys() {
    local hash
    hashing_mechanism "$persona"
    printf 'text\n' >text
    for label in Authentication Signature; do
        step "$label signs"
        write_public_key "$label"
        openssl_with_card dgst "-$hash" -sign "pkcs11:token=BELPIC;object=$label;type=private" \
            -out signature text
        openssl dgst "-$hash" -verify "$label.pub" -signature signature text
    done
}

login() { # TLS-VERSION
    start_portal_for "$persona" "$1"
    card_control counters reset >/dev/null
    unless_refused 'CKM_RSA_PKCS_PSS unavailable' "$(openssl_reason "$1" pkcs11-provider)" \
        openssl_connects "$1"
    portal_admits "$1"
}

openssl_connects() { # TLS-VERSION
    printf 'GET / HTTP/1.0\r\n\r\n' |
        openssl_with_card s_client -connect "localhost:$portal_port" "-tls${1/./_}" \
            -CAfile "$portal_root" -verify_return_error -ign_eof \
            -cert "$key_uri;type=cert" -key "$key_uri;type=private"
}

start_card "$persona"
write_pin pin
write_provider_settings provider.cnf "pkcs11-module-token-pin = file:$TMPDIR/pin"
case $cell in
keys) keys ;;
*) login "$cell" ;;
esac
stop_card 0
