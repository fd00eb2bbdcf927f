#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ssh_test.sh PERSONA: OpenSSH lists the card's keys, and an agent signs with one.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
need ssh-keygen openssh-client
need ssh-agent openssh-client

start_card "$persona"

step 'Keys of the card, without a PIN'
card_control counters reset >/dev/null
ssh-keygen -D "$module" | tee keys
(($(wc -l <keys) >= 2)) || fail 'ssh-keygen should show both keys.'
equal 'VERIFY commands' "$(card_counter verify_commands)" 0

if [[ $persona == v11-* ]]; then
    exit # OpenSSH refuses RSA-1024
fi

step 'The agent signs with Authentication'
cat >askpass <<'END'
#!/bin/sh
printf '%s\n' "$OPENBEID_TEST_PIN"
END
chmod 700 askpass
grep Authentication keys >key.pub
printf 'text\n' >text
export SSH_ASKPASS=$TMPDIR/askpass SSH_ASKPASS_REQUIRE=force OPENBEID_TEST_PIN=$virtual_pin
# shellcheck disable=SC2016
ssh-agent -P "$(dirname "$(readlink -f "$module")")/*" sh -ec '
    ssh-add -s "$1"
    ssh-keygen -Y sign -f key.pub -n file text
    ssh-add -e "$1"' sh "$(readlink -f "$module")"
ssh-keygen -Y check-novalidate -n file -s text.sig <text
stop_card 0
