#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# With a reader that has keys nobody types a PIN at the terminal: login-test, pin test and pin change have
# the reader ask. There is no terminal here, and no PIN reaches the program.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need jq jq
in_private_pcscd_with_pad "$@"

entries() {
    card_control_in ccid pad state | json_number entries
}

tries() {
    card_control_in ccid tries
}

start_ccid_card v18-citizen

step 'login-test: one entry on the pad for all logins'
pad_user type "$virtual_pin"
exits 0 login-test --module "$module" --json
says 'keys of the card reader' err
equal 'logins' "$(jq --compact-output '[.logins[].result] | unique' out)" '["logged_in"]'
equal 'entries' "$(entries)" 1
equal 'PINs that the card saw' "$(card_counter verify_pins ccid)" 1

step 'Cancelled, nobody there, too short: no try is lost'
pad_user cancel
exits 1 login-test --module "$module" --json
equal 'code' "$(json_text code <out)" cancelled
pad_user leave
exits 1 pin test --module "$module"
says 'Cancelled.' err
pad_user type 123
exits 4 login-test --module "$module"
says '4 to 12 digits' err
equal 'tries' "$(tries)" 3

step 'Wrong, then right'
pad_user type 4321
exits 4 login-test --module "$module"
says '2 tries are left.' err
equal 'tries' "$(tries)" 2
pad_user type "$virtual_pin"
exits 0 pin test --module "$module"
says 'The PIN is right.'
equal 'tries' "$(tries)" 3

step 'A PIN that is given is used'
before=$(entries)
exits_with_pin 0 "$virtual_pin\n" pin test
exits_with_pin 0 "$virtual_pin\n" login-test --module "$module"
equal 'entries' "$(entries)" "$before"

step 'The last try wants a word first'
card_control_in ccid tries 1 >/dev/null
exits 1 login-test --module "$module"
says 'Only one try is left' err
equal 'entries' "$(entries)" "$before"
exits 0 login-test --module "$module" --last-try
equal 'tries' "$(tries)" 3

step 'The PIN is changed on the pad'
pad_user type "$virtual_pin" 4711 4712
exits 1 pin change --module "$module"
says 'not the same' err
pad_user type "$virtual_pin" 4711
exits 0 pin change --module "$module"
says 'The PIN was changed.'
pad_user type 4711
exits 0 pin test --module "$module"

step 'The card is taken out while the pad asks: no card, as with a PIN that is typed'
for command in 'pin test' 'pin change' login-test; do
    pad_user wait
    events=$(card_events ccid)
    # shellcheck disable=SC2086
    "$cli" $command --module "$module" --json >out 2>err </dev/null &
    asking=$!
    await_pad
    card_control_in ccid remove >/dev/null
    code=0
    wait "$asking" || code=$?
    equal "exit code of $command" "$code" 3
    equal 'code' "$(json_text code <out)" card_removed
    says 'The card was taken out.' err
    wait_for_card_event "$events" ccid
    card_control_in ccid insert >/dev/null
    wait_for_card present ccid
done
