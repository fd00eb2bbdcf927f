#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# tls_login_test.sh PERSONA TLS-VERSION SCHEME: curl logs in to the portal with OpenSSL's PKCS#11
# engine; the portal sees the holder and the scheme, and the card no more APDUs than it must.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
version=$2 scheme=$3

# OpenSSL's name, for TLS 1.2, where ECDSA is not bound to a curve.
openssl_scheme() { # SCHEME
    case $1 in
    ecdsa_sha*) printf 'ECDSA+%s' "$(tr '[:lower:]' '[:upper:]' <<<"${1#ecdsa_}")" ;;
    *) printf '%s' "$1" ;;
    esac
}

portal_options=(--client-schemes "$(openssl_scheme "$scheme")")
if [[ $persona == v11-* ]]; then
    portal_options+=(--security-level 0)
    allow_short_keys openssl.cnf
fi
start_card "$persona"
start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem" "${portal_options[@]}"
write_pin pin

step "Login over TLS $version"
card_control counters reset >/dev/null
page=$(curl_login pin "$version")
exchanges=$(card_counter apdus) verifies=$(card_counter verify_commands)
printf '%s\n' "$page"
equal 'the portal says' "$(portal_says)" "login: $page"
equal 'scheme' "$(json_text scheme <<<"$page")" "$scheme"
equal 'VERIFY commands' "$verifies" 1

step 'The holder is the one of the certificate'
for label in "${certificate_labels[@]}"; do
    read_certificate "$label" "$label.der"
done
name=$(openssl x509 -inform DER -in Authentication.der -noout -subject -nameopt multiline,utf8,-esc_msb |
    sed -n 's/^ *commonName *= //p')
equal 'holder' "$(json_text holder <<<"$page")" "$name"

step 'APDUs'
equal 'exchanges' "$exchanges" "$(login_target "$persona" ./*.der)"
stop_portal
stop_card 0
