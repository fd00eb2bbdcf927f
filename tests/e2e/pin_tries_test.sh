#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# pin_tries_test.sh PERSONA: a wrong PIN costs exactly one try, a malformed one none, and a blocked
# card is not asked again.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1

# A login that must be refused, with this code, so many tries left and so many VERIFY commands.
refused() { # PIN CODE TRIES-LEFT VERIFY-COMMANDS
    card_control counters reset >/dev/null
    ! pkcs11_tool_with_pin "$1" --list-objects --type privkey >answer 2>&1 ||
        fail 'This PIN should have been refused.'
    grep 'CKR_' answer || fail 'pkcs11-tool names no code:' "$(cat answer)"
    grep -q "$2" answer || fail "Expected: $2"
    equal 'tries left' "$(card_control tries)" "$3"
    equal 'VERIFY commands' "$(card_counter verify_commands)" "$4"
}

start_card "$persona"

step 'Malformed PINs never reach the card'
for pin in 123 1234567890123 12a4 'a b c d'; do
    refused "$pin" CKR_PIN_INCORRECT 3 0
done

step 'Wrong PINs cost one try each'
refused 4321 CKR_PIN_INCORRECT 2 1
refused 4322 CKR_PIN_INCORRECT 1 1

step 'The right PIN restores the tries'
pkcs11_tool_with_pin "$virtual_pin" --list-objects --type privkey
equal 'tries left' "$(card_control tries)" 3

step 'The third wrong PIN in a row blocks the card'
refused 4321 CKR_PIN_INCORRECT 2 1
refused 4322 CKR_PIN_INCORRECT 1 1
refused 4323 'CKR_PIN_\(INCORRECT\|LOCKED\)' 0 1

# Applet 1.8 tells at recognition that it is blocked, 1.7 only after a VERIFY, which a new program
# therefore has to send; it costs nothing any more.
step 'The blocked card says so, even to the right PIN'
case $persona in
v18-*) refused "$virtual_pin" CKR_PIN_LOCKED 0 0 ;;
*) refused "$virtual_pin" CKR_PIN_LOCKED 0 1 ;;
esac

step 'A program that has learnt it does not ask the card again'
card_control counters reset >/dev/null
coproc program {
    OPENBEID_TEST_PIN=$virtual_pin exec "$build/tests/e2e/openbeid-pkcs11-program" "$module" 0x1
}
for _ in 1 2 3; do
    printf 'login\n' >&"${program[1]}"
    IFS= read -r -t 20 code <&"${program[0]}"
    equal 'C_Login' "$code" 0xa4 # CKR_PIN_LOCKED
done
(($(card_counter verify_commands) <= 1)) || fail 'It asked the card more than once.'
stop_card 0
