#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# pin_pad_test.sh PERSONA: over Debian's libccid and a reader with a PIN pad, pkcs11-tool logs in,
# signs with both keys and changes the PIN without ever knowing it; what the user of the pad does
# wrong is told apart, and the card's counters agree.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd_with_pad "$@"
persona=$1
need pkcs11-tool opensc

hashing_mechanism "$persona"

# pkcs11-tool without a PIN must fail with this code; so many PINs sent, so many tries left.
refused() { # CODE PINS TRIES-LEFT
    local code=$1 pins=$2 tries=$3
    card_control_in ccid counters reset >/dev/null
    ! pkcs11_tool --login --list-objects --type privkey >answer 2>&1 || fail 'This should have failed.'
    grep 'CKR_' answer || fail 'pkcs11-tool names no code:' "$(cat answer)"
    grep -q "$code" answer || fail "Expected: $code"
    equal 'PINs sent' "$(card_counter verify_pins ccid)" "$pins"
    equal 'tries left' "$(card_control_in ccid tries)" "$tries"
}

entries() {
    card_control_in ccid pad state | json_number entries
}

sign_and_verify() { # LABEL PINS
    card_control_in ccid counters reset >/dev/null
    pkcs11_tool --login --sign --id "${certificate_id[$1]}" --mechanism "$mechanism" \
        "${sign_options[@]}" --input-file text --output-file signature
    equal "PINs sent for a signature with $1" "$(card_counter verify_pins ccid)" "$2"
    openssl dgst "-$hash" -verify "$1.pub" -signature signature text
}

start_ccid_card "$persona"
printf 'Je suis né à Liège.\n' >text
for label in Authentication Signature; do
    read_certificate "$label" "$label.der"
    public_key_of "$label.der" "$label.pub"
done

step 'The token says that the PIN is collected by the reader'
pkcs11_tool --list-slots | grep 'PIN pad present'
equal 'PIN entries so far' "$(entries)" 0

step 'Login on the pad'
pad_user type "$virtual_pin"
pkcs11_tool --login --list-objects --type privkey | grep 'Authentication'
equal 'PIN entries' "$(entries)" 1

step 'A signature with each key: the second one asks once more'
sign_and_verify Authentication 1
equal 'PIN entries' "$(entries)" 2
sign_and_verify Signature 2
equal 'PIN entries' "$(entries)" 4
equal 'signatures with Signature' "$(card_counter signatures_83 ccid)" 1

step 'A PIN that the program has is used'
pkcs11_tool_with_pin "$virtual_pin" --list-objects --type privkey >/dev/null
equal 'PIN entries' "$(entries)" 4

step 'Cancelled, nobody there, too short: no try is spent'
pad_user cancel
refused CKR_FUNCTION_CANCELED 0 3
pad_user leave
refused CKR_FUNCTION_CANCELED 0 3
pad_user type 123
refused CKR_PIN_LEN_RANGE 0 3

step 'Wrong'
pad_user type 4321
refused CKR_PIN_INCORRECT 1 2

step 'The right PIN restores the tries'
pad_user type "$virtual_pin"
pkcs11_tool --login --list-objects --type privkey >/dev/null
equal 'tries left' "$(card_control_in ccid tries)" 3

step 'The PIN is changed on the pad'
pad_user type "$virtual_pin" 987654 987653
must_fail pkcs11_tool --login --change-pin >answer 2>&1
grep CKR_PIN_INVALID answer # the two entries of the new one differ
pad_user type "$virtual_pin" 987654
pkcs11_tool --login --change-pin
pad_user type 987654
pkcs11_tool --login --list-objects --type privkey >/dev/null
pad_user type "$virtual_pin"
refused CKR_PIN_INCORRECT 1 2

step 'Two more wrong PINs block the card, which is then not asked again'
refused CKR_PIN_INCORRECT 1 1
refused CKR_PIN_LOCKED 1 0
pad_user type 987654
case $persona in
v11-*) refused CKR_PIN_LOCKED 1 0 ;; # it can't be asked how many are left
*) refused CKR_PIN_LOCKED 0 0 ;;
esac
