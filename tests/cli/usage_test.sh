#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Help, languages, exit codes, and what is said without a card.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
in_private_pcscd "$@"

step 'Help in four languages, on standard output'
exits 0 --help
says 'doctor'
for word in 'fr Commandes' 'nl Opdrachten' 'de Befehle' 'en Commands'; do
    exits 0 --lang "${word%% *}" --help
    says "${word#* }"
done
LANG=nl_BE.UTF-8 exits 0 pin --help
says 'Probeert uw pincode'

step 'Wrong usage: exit code 2, nothing on standard output'
for arguments in '--nonsense' 'pin' 'pin guess' 'certificates show nobody' '--lang xx status' \
    'identity --test-root /dev/null' 'pin test --pin-fd x' 'pin test --pin-fd 99999999999999'; do
    # shellcheck disable=SC2086
    exits 2 $arguments
    equal "output of openbeid $arguments" "$(cat out)" ''
done
for arguments in '--nonsense' 'pin' 'certificates show nobody' 'identity --test-root /dev/null' 'pin test --pin-fd x'; do
    # shellcheck disable=SC2086
    exits 2 $arguments --json
    equal "code of openbeid $arguments" "$(json_text code <out)" usage
    equal "message of openbeid $arguments" "$(json_text message <out)" "$(head -n 1 err)"
done
exits 2 explain no-such-code
for option in reader output photo online test-root module; do # what an empty variable leaves
    case $option in
    reader) command=(status) ;;
    output) command=(certificates export) ;;
    photo | test-root) command=(identity) ;;
    *) command=(login-test) ;;
    esac
    exits 2 "${command[@]}" "--$option" ''
    says "--$option" err
done

step 'And it is said in the language of the user'
exits 2 --lang nl --nonsense
says 'niet verwacht: --nonsense' err
exits 2 --lang fr --reader
says '--reader demande une valeur' err
exits 2 --lang de pin
says 'dahinter fehlt ein Befehl' err
exits 2 --lang fr certificates export --format txt
says "« txt » n'est pas parmi pem, der" err

step 'What can not be printed has not been done'
code=0
"$cli" explain >/dev/full 2>err || code=$?
equal 'exit code' "$code" 1
says "Standard output can't be written" err
code=0
"$cli" readers >&- 2>err || code=$?
equal 'exit code' "$code" 1
code=0
"$cli" readers 2>&- >out <&- || code=$?
equal 'exit code' "$code" 0
says 'Virtual PCD 00 01: no card'

step 'No card: exit code 3, at once and with a next step'
for arguments in '' status card 'certificates list' identity 'pin status' 'pin test --pin-fd 0'; do
    # shellcheck disable=SC2086
    exits 3 $arguments
    says 'Insert the card' err
done
exits 3 --json pin status
equal 'code' "$(json_text code <out)" no_card

step 'A reader that is not there'
exits 3 card --reader nowhere
says 'No reader is called "nowhere"' err
for command in status readers identity; do
    exits 3 "$command" --reader nowhere --json
    says 'No reader is called "nowhere"' err
    equal 'code' "$(json_text code <out)" no_reader
done

step 'Readers, by number and by name'
exits 0 readers
says '0 Virtual PCD 00 00: no card'
exits 0 readers --reader 1
equal 'readers' "$(cat out)" '1 Virtual PCD 00 01: no card'
start_card v17-citizen 0
exits 0 readers
says '0 Virtual PCD 00 00: a card'
exits 0 card --reader 0
exits 3 card --reader 1
exits 0 card --reader '00 00'
exits 2 pin test --pin-fd 99 # nothing is open there
says 'No PIN can be read from the descriptor 99.' err
for host in ':443' 'portal.test:'; do
    exits 2 login-test --online "$host"
    says 'is no name of a host' err
done
exits 1 login-test --online '[::1]:1'
says "::1 can't be reached"

step 'Another program is at work with the card: that is said, and waited for'
next_note() {
    local line
    IFS= read -r -t 60 -u "$notes" line
    printf '%s' "$line"
}
coproc holder { exec "$pcsc_client" hold "$(reader_name 0)"; }
holder_process=$!
IFS= read -r line <&"${holder[0]}"
equal 'the other program' "$line" held
exec {notes}< <(exec "$cli" status 2>&1 >waited)
waiter=$!
equal 'why it waits' "$(next_note)" 'Another program keeps the card to itself.'
equal 'what to do' "$(next_note)" \
    'Close the other program, or run "openbeid doctor" to learn which it is.'
input=${holder[1]}
exec {input}>&-
wait "$holder_process" "$waiter"
says 'This card can log in and sign.' waited

step 'Two cards: none is taken by chance'
start_card v18-citizen 1
exits 2 pin status
says '--reader' err
exits 0 card --reader 1
says 'Applet: 1.8'
stop_card 1

step '--wait says what is missing, and returns when there is a card'
misses() { # SENTENCE ADVICE
    equal 'what is missing' "$(next_note)" "$1"
    equal 'what to do' "$(next_note)" "$2"
    equal 'what goes on' "$(next_note)" 'Waiting for an identity card …'
}
stop_card 0
exec {notes}< <(exec "$cli" card --wait 2>&1 >waited)
waiter=$!
misses 'There is no card in the reader.' 'Insert the card with the chip first and facing up.'
start_card foreign 0
misses 'The card in the reader is no Belgian identity card.' 'Insert your identity card.'
stop_card 0
start_card v17-citizen 0
wait "$waiter"
says 'Applet: 1.7' waited
stop_card 0

step '--wait also waits for the service, and says so'
exec {notes}< <(PCSCLITE_CSOCK_NAME=$PWD/nobody exec "$cli" status --wait 2>&1)
waiter=$!
misses 'The card reader service (pcscd) does not answer.' 'Run "openbeid doctor": it finds the cause.'
kill "$waiter"
