#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# pin_pad_life_test.sh PERSONA: while somebody types on the PIN pad all others are answered; what
# happens on the line, and to the card, in the meantime.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd_with_pad "$@"
persona=$1

mechanism=$(plain_mechanism "$persona")
hash=$(printf 'text' | openssl dgst -sha256 | sed 's/.* //')
compute_signature=002A9E9A20$hash
select_signature_key=002241B6050480018483

# CKF_PROTECTED_AUTHENTICATION_PATH, as the token in use shows it: 256 or 0.
pad_flag() {
    program_does token-flags
    flag=$((program_output & 0x100))
}

state_is() { # NUMBER
    program_does session-state
    equal 'state' "$program_output" "$1"
}
public=2 logged_in=3 # CKS_RW_PUBLIC_SESSION, CKS_RW_USER_FUNCTIONS

# The stranger who tries to get a signature with key 83 that nobody typed a PIN for.
stranger_gets_nothing() {
    local answer
    card_control_in ccid counters reset >/dev/null
    "$pcsc_client" send "$(reader_name ccid)" "$compute_signature" \
        00A4080C043F00DF00 "$select_signature_key" "$compute_signature" >answers
    answer=$(tail -n 1 answers)
    [[ $answer == 6982 || $answer == 6985 ]] || fail "The card answers $answer."
    equal 'signatures with Signature' "$(card_counter signatures_83 ccid)" 0
}

start_card "$persona" 0
start_ccid_card "$persona"
start_program "$mechanism"
pad=0 plain=1
pad_flag
((flag)) || { pad=1 plain=0; }
program_does "use $plain"
pad_flag
equal 'the flag in the other reader' "$flag" 0
program_does pad-login 0x7 # CKR_ARGUMENTS_BAD
program_does "use $pad"

step 'While somebody types, this slot answers from memory, and the other one does all its work'
pad_user wait
program_does 'start pad-login'
await_pad
state_is "$public"
pad_flag
equal 'the flag in the reader with the pad' "$flag" 256
program_does "use $plain"
program_does login
program_does 'sign-init Authentication'
program_does "sign $hash"
program_does 'sign-init Signature'
program_does context-login
program_does "sign $hash"
program_does "use $pad"
equal 'the pad' "$(card_control_in ccid pad state | json_text asking)" verify
pad_user type "$virtual_pin"
program_does finish
state_is "$logged_in"

step 'A reader that asks for time'
program_does 'sign-init Signature'
program_does pad-context-login
card_control_in ccid line time-requests 50
program_does "sign $hash"
stranger_gets_nothing

step 'A signature that is cancelled leaves the login, and no right of the key'
program_does 'sign-init Signature'
pad_user cancel
program_does "sign $hash" 0x50 # CKR_FUNCTION_CANCELED
state_is "$logged_in"
program_does 'sign-init Authentication'
program_does "sign $hash"
stranger_gets_nothing

# The card has seen the right PIN, but the answer never comes through: a NAK, no frame, a NAK that is
# none, a frame without end. (After longer garbage the driver takes each answer for the next one.)
for line in ask-again 'garbage 00' 'garbage 0315FF' 'garbage 030680FFFFFFFF'; do
    step "A line that fails at the PIN: $line"
    pad_user type "$virtual_pin"
    program_answers pad-login # the last round has ended it
    program_does 'sign-init Signature'
    # shellcheck disable=SC2086
    card_control_in ccid line $line
    card_control_in ccid counters reset >/dev/null
    program_does "sign $hash" 0x30 # CKR_DEVICE_ERROR
    equal 'VERIFY commands' "$(card_counter verify_commands ccid)" 1
    equal 'signatures with Signature' "$(card_counter signatures_83 ccid)" 0
    state_is "$public"
    stranger_gets_nothing
done

# Somebody types for this step when the card is taken out; then it is put in again.
taken_out_during() { # STEP CKR-VALUE
    local events
    step "The card is taken out while somebody types: $1"
    events=$(card_events ccid)
    card_control_in ccid counters reset >/dev/null
    pad_user wait
    program_does "start $1"
    await_pad
    program_does "use $plain"
    program_does 'sign-init Authentication'
    card_control_in ccid remove
    program_does "sign $hash"
    program_does finish "$2"
    program_does "use $pad"
    program_does session-state 0xb3 # CKR_SESSION_HANDLE_INVALID, as for all that follows
    program_does "sign $hash" 0xb3
    equal 'VERIFY commands' "$(card_counter verify_commands ccid)" 0
    equal 'tries left' "$(card_control_in ccid tries)" 3
    wait_for_card_event "$events" ccid
    wait_for_card empty ccid
    card_control_in ccid insert
    wait_for_card present ccid
    program_does "use $pad again"
    state_is "$public"
    pad_user type "$virtual_pin"
    program_does pad-login
    program_does 'sign-init Authentication'
    program_does "sign $hash"
}

taken_out_during pad-login 0xb3 # CKR_SESSION_HANDLE_INVALID
taken_out_during pad-set-pin 0xb3
program_does 'sign-init Signature'
taken_out_during "sign $hash" 0x32 # CKR_DEVICE_REMOVED: it lost an operation
end_program

stop_card 0
