#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# PINs on a terminal: typed without echo; Ctrl-C leaves the terminal echoing and the card usable; the
# last try wants a word first.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need python3 python3-minimal
export TERM=xterm # progress is shown
in_private_pcscd "$@"
start_card v17-citizen

on_terminal() { # ARGUMENT... ; the script is standard input
    "$repository/tests/cli/terminal.py" "$cli" "$@" >out || fail "terminal.py failed" "$(cat out)"
    says 'echo on'
}

step 'A right PIN, unseen'
on_terminal pin test <<'END'
wait PIN: 3 tries are left
wait PIN: 
echo off
type 1234
wait The PIN is right.
END
says 'exit 0'
says_not 1234

step 'Ctrl-C at the question'
on_terminal pin test <<'END'
wait tries are left
wait PIN: 
echo off
interrupt
END
says 'exit -2'
equal 'tries on the card' "$(card_control tries)" 3
exits 0 pin status

step 'A new PIN is typed twice'
on_terminal pin change <<'END'
wait now: 
type 1234
wait New PIN: 
type 4321
wait again: 
type 4322
wait not the same
END
says 'exit 1'
on_terminal pin change <<'END'
wait now: 
type 1234
wait New PIN: 
type 4321
wait again: 
type 4321
wait The PIN was changed.
END
says 'exit 0'

step 'The last try'
card_control tries 1 >/dev/null
on_terminal pin test <<'END'
wait LAST try
wait go on: 
type no
wait Only one try is left
END
says 'exit 1'
equal 'tries on the card' "$(card_control tries)" 1
on_terminal pin test --lang fr <<'END'
wait DERNIER essai
wait continuer : 
type oui
wait Code PIN : 
type 4321
wait Le code PIN est correct.
END
says 'exit 0'
equal 'tries on the card' "$(card_control tries)" 3

step 'Ctrl-C while the identity is read'
for nth in 4 5 6 7 8 9; do # long enough for a machine that is busy
    card_control fault delay ms=4000 ins=B0 after="$nth" >/dev/null
done
on_terminal identity --test-root "$test_roots" <<'END'
wait bytes
interrupt
END
says 'exit -2'
card_control fault clear >/dev/null
exits 0 identity --test-root "$test_roots"
stop_card 0
