#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The PIN: no try is spent that the user did not cause, the last one not without a word, and where to
# go when there is none left.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
in_private_pcscd "$@"
start_card v17-citizen

step 'The status costs nothing'
exits 0 pin status
says '3 tries are left'
exits 0 --json pin status
equal tries "$(json_number tries_left <out)" 3
exits 0 --json status
says '"can_log_in": true'
says '"can_sign": true'
equal 'tries on the card' "$(card_control tries)" 3

step 'A PIN that can not be one never reaches the card'
for pin in 12 abcd 1234567890123 ''; do
    code=0
    "$cli" pin test --pin-fd 3 >out 2>err </dev/null 3< <(printf '%s\n' "$pin") || code=$?
    ((code == 4 || code == 1)) || fail "PIN '$pin': exit code $code"
done
equal 'tries on the card' "$(card_control tries)" 3

step 'Right, wrong, changed'
exits_with_pin 0 '1234\n' pin test
says 'The PIN is right.'
exits_with_pin 4 '9999\n' pin test
says '2 tries are left.' err
equal 'tries on the card' "$(card_control tries)" 2
exits_with_pin 4 '9999\n4321\n' pin change
equal 'tries on the card' "$(card_control tries)" 1

step 'The last try is not spent without a word'
exits_with_pin 1 '1234\n' pin test
says 'Only one try is left' err
exits_with_pin 1 '1234\n4321\n' pin change
equal 'tries on the card' "$(card_control tries)" 1
exits_with_pin 0 '1234\n' pin test --last-try
equal 'tries on the card' "$(card_control tries)" 3
exits_with_pin 0 '1234\n4321\n' pin change
says 'The PIN was changed.'
exits_with_pin 0 '4321\n' pin test

step 'Blocked: where to go, by generation'
card_control tries 1 >/dev/null
exits_with_pin 4 '9999\n' pin test --last-try
says 'blocked' err
says 'PUK' err
exits 0 pin status
says 'BLOCKED'
exits 0 status
says 'as long as its PIN is not usable'
exits 0 --json status
says '"can_log_in": false'
says '"can_sign": false'
exits_with_pin 4 '4321\n' pin test --last-try
swap v18-citizen
card_control tries 0 >/dev/null
exits 0 pin status
says 'No PUK letter is needed'

step 'Without a terminal and without --pin-fd nobody can be asked'
swap v17-citizen
code=0
setsid --wait "$cli" pin test >out 2>err </dev/null || code=$?
equal 'exit code' "$code" 2
says 'no terminal' err
equal 'tries on the card' "$(card_control tries)" 3

step 'That the module is to ask in the place of other programs changes nothing here'
code=0
OPENBEID_PIN_ENTRY=module setsid --wait "$cli" pin test --module "$module" >out 2>err </dev/null || code=$?
equal 'exit code' "$code" 2
says 'no terminal' err
says_not 'keys of the card reader' err

step 'A card that does not tell whether its PIN is blocked is not said to work for certain'
swap v11-citizen
exits 0 status
says 'This card can log in and sign. That holds unless its PIN is blocked, which this card does not tell.'
stop_card 0
