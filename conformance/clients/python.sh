#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# python.sh PERSONA keys: a Python program finds, reads and signs by PyKCS11.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1
/usr/bin/python3 -c 'import PyKCS11' || skip 'PyKCS11 is not installed (Debian package python3-pykcs11)'

start_card "$persona"
mechanism=$(plain_mechanism "$persona")
printf 'text' | openssl dgst -sha256 -binary >input
for label in Authentication Signature; do
    step "$label signs"
    write_public_key "$label"
    OPENBEID_TEST_PIN=$virtual_pin /usr/bin/python3 "$repository/conformance/clients/python/sign.py" \
        "$module" "$mechanism" "$label" input signature
    openssl pkeyutl -verify -pubin -inkey "$label.pub" -in input -sigfile signature
done
equal 'tries left' "$(card_control tries)" 3
stop_card 0
