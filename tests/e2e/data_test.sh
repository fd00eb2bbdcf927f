#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# data_test.sh PERSONA: identity data as pkcs11-tool shows them, with the official labels.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1

start_card "$persona"

step 'No personal data for who does not name their class'
# pkcs11-tool searches for everything and picks the class from what it finds, with --type too.
pkcs11_tool --list-objects >listing
! grep -qi '^Data object' listing || fail 'Personal data without being asked for.'

step 'Values, for who names one'
for label in DATA_FILE surname firstnames national_number date_of_birth ADDRESS_FILE address_zip \
    PHOTO_FILE CERT_RN_FILE SIGN_DATA_FILE SIGN_ADDRESS_FILE CARD_DATA ATR; do
    pkcs11_tool --read-object --type data --label "$label" --output-file "$label"
    [[ -s $label ]] || fail "$label is empty."
done
equal 'a JPEG' "$(head -c 2 PHOTO_FILE | od -An -tx1)" ' ff d8'
openssl x509 -inform DER -in CERT_RN_FILE -noout -subject

step 'One field costs one file'
card_control counters reset >/dev/null
pkcs11_tool --read-object --type data --label surname --output-file again
cmp surname again
reads=$(card_counter apdus)
((reads <= 8)) || fail "$reads exchanges for one field: the photo was read."
equal 'VERIFY commands' "$(card_counter verify_commands)" 0
stop_card 0
