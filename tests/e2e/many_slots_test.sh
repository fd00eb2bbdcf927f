#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# many_slots_test.sh PERSONA KIND SLOTS: a reader with several slots, and without a PIN pad, over
# Debian's libccid. KIND is GemCorePOSPro, or GemCoreSIMPro, whose card is never taken out.
set -euo pipefail
export OPENBEID_CCID_KIND=$2 OPENBEID_CCID_PERSONA=$1
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd_with_pad "$@"
persona=$1 slots=$3
need pkcs11-tool opensc

hashing_mechanism "$persona"

step 'Each slot is a reader of its own'
# Either waits for the reader: pcscd starts its serial ones after its socket.
if [[ $OPENBEID_CCID_KIND == GemCoreSIMPro ]]; then
    wait_for_card present ccid
else
    start_ccid_card "$persona"
fi
"$pcsc_client" list | grep 'Virtual CCID'
equal 'slots of the reader' "$("$pcsc_client" list | grep -c "Virtual CCID")" "$slots"
pkcs11_tool --list-slots >slots
equal 'slots of the module' "$(grep -c 'Virtual CCID' slots)" "$slots"
equal 'tokens' "$(grep -c 'token label' slots)" 1
must_fail grep 'PIN pad present' slots

step 'Signatures with both keys'
printf 'Je suis né à Liège.\n' >text
for label in Authentication Signature; do
    read_certificate "$label" "$label.der"
    public_key_of "$label.der" "$label.pub"
    pkcs11_tool_with_pin "$virtual_pin" --sign --id "${certificate_id[$label]}" \
        --mechanism "$mechanism" "${sign_options[@]}" --input-file text --output-file signature
    openssl dgst "-$hash" -verify "$label.pub" -signature signature text
done
equal 'tries left' "$(card_control_in ccid tries)" 3

[[ $OPENBEID_CCID_KIND != GemCoreSIMPro ]] || exit 0
step 'Out and in again'
card_control_in ccid remove
wait_for_card empty ccid
must_fail pkcs11_tool --list-objects --type cert
start_ccid_card "$persona"
pkcs11_tool --list-objects --type cert | grep Authentication
