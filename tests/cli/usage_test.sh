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
    'identity --test-root /dev/null'; do
    # shellcheck disable=SC2086
    exits 2 $arguments
    equal "output of openbeid $arguments" "$(cat out)" ''
done
exits 2 explain no-such-code

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

step 'Readers, by number and by name'
exits 0 readers
says '0 Virtual PCD 00 00: no card'
start_card v17-citizen 0
exits 0 readers
says '0 Virtual PCD 00 00: a card'
exits 0 card --reader 0
exits 3 card --reader 1
exits 0 card --reader '00 00'

step 'Two cards: none is taken by chance'
start_card v18-citizen 1
exits 2 pin status
says '--reader' err
exits 0 card --reader 1
says 'Applet: 1.8'
stop_card 1

step '--wait returns when there is a card'
stop_card 0
"$cli" card --wait >waited 2>waiting &
waiter=$!
start_card v17-citizen 0
wait "$waiter"
says 'Applet: 1.7' waited
stop_card 0
