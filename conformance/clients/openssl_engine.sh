#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# openssl_engine.sh PERSONA keys|1.2|1.3: OpenSSL's command line signs and logs in with the engine of
# libp11.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 cell=$2
need openssl openssl
need_engine

# Runs a command at a terminal of its own, where the PIN is typed.
typing_pin() { # COMMAND...
    write_pin typed "$virtual_pin"$'\n'
    script --quiet --return --command "${*@Q}" /dev/null <typed
}

sign() { # LABEL
    step "$1 signs"
    write_public_key "$1"
    # The engine asks for the PIN of each signature with Signature at the terminal only.
    typing_pin openssl pkeyutl -sign -engine pkcs11 -keyform engine \
        -inkey "pkcs11:token=BELPIC;object=$1;type=private;pin-source=file:pin" \
        -in digest -pkeyopt digest:sha256 -out "$1.signature"
    openssl pkeyutl -verify -pubin -inkey "$1.pub" -in digest -pkeyopt digest:sha256 \
        -sigfile "$1.signature"
}

login() { # TLS-VERSION
    start_portal_for "$persona" "$1"
    read_certificate Authentication card.der
    read_certificate CA ca.der
    openssl x509 -inform DER -in card.der -out card.pem
    openssl x509 -inform DER -in ca.der -out ca.pem
    card_control counters reset >/dev/null
    unless_refused 'Mechanism invalid' \
        "$(openssl_reason "$1" libp11)" openssl_connects "$1"
    portal_admits "$1"
}

openssl_connects() { # TLS-VERSION
    printf 'GET / HTTP/1.0\r\n\r\n' |
        openssl s_client -connect "localhost:$portal_port" "-tls${1/./_}" -CAfile "$portal_root" \
            -verify_return_error -ign_eof -engine pkcs11 -keyform engine -cert card.pem -cert_chain ca.pem \
            -key "$key_uri;type=private;pin-source=file:pin"
}

start_card "$persona"
export PKCS11_MODULE_PATH=$module
write_pin pin
if short_keys "$persona"; then
    allow_short_keys openssl.cnf
fi
case $cell in
keys)
    printf 'text' | openssl dgst -sha256 -binary >digest
    sign Authentication
    sign Signature
    ;;
*) login "$cell" ;;
esac
stop_card 0
