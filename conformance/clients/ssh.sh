#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ssh.sh PERSONA keys: OpenSSH lists the card's keys, its agent signs with Authentication, and a server
# admits both keys. For Signature that needs the PIN prompt, because ssh does not ask for the second
# PIN that its first signature wants. (The agent never uses such keys.)
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1
need ssh-keygen openssh-client
need ssh-agent openssh-client
find_program sshd openssh-server
sshd=$found_program

module=$(readlink -f "$module")

agent_signs() {
    step 'The agent signs with Authentication'
    # shellcheck disable=SC2016
    ssh-agent -P "$(dirname "$module")/*" sh -ec '
        ssh-add -s "$1"
        ssh-keygen -Y sign -f Authentication.pub -n file text
        ssh-add -e "$1"' sh "$module"
    ssh-keygen -Y check-novalidate -n file -s text.sig <text
}

# A server on loopback that does not run as root, in its eyes: so it needs no further account.
start_sshd() {
    local line
    ssh-keygen -q -t ed25519 -N '' -f host_key
    { grep -v ':1000:' /etc/passwd && printf 'holder:x:1000:1000::%s:/bin/sh\n' "$HOME"; } >passwd
    mount --bind passwd /etc/passwd
    cat >sshd_config <<SETTINGS
Port 2222
ListenAddress 127.0.0.1
HostKey $TMPDIR/host_key
PidFile none
AuthorizedKeysFile $TMPDIR/authorized_keys
StrictModes no
KbdInteractiveAuthentication no
PasswordAuthentication no
UsePAM no
SETTINGS
    exec {sshd_log}< <(exec unshare --user --map-user=1000 --map-group=1000 \
        "$sshd" -D -e -f "$TMPDIR/sshd_config" 2>&1)
    sshd_process=$!
    server_says 'Server listening'
    printf 'server %s\n' "$(cat host_key.pub)" >known_hosts
}

# Waits until the server says so.
server_says() { # TEXT
    local line
    while IFS= read -r -t 60 line <&"$sshd_log"; do
        printf 'sshd: %s\n' "$line"
        [[ $line != *"$1"* ]] || return 0
    done
    fail "The server never says: $1"
}

log_in() { # LABEL
    cp "$1.pub" authorized_keys
    ssh -F none -p 2222 -I "$module" -o IdentityAgent=none \
        -o PreferredAuthentications=publickey -o HostKeyAlias=server \
        -o UserKnownHostsFile="$TMPDIR/known_hosts" -o GlobalKnownHostsFile=none \
        holder@127.0.0.1 'echo admitted'
}

server_admits() { # LABEL
    step "The server admits the key $1"
    equal 'output' "$(log_in "$1")" admitted
    server_says "Accepted publickey for holder"
}

start_card "$persona"
step 'Keys of the card, without a PIN'
card_control counters reset >/dev/null
ssh-keygen -D "$module" | tee keys
(($(wc -l <keys) >= 2)) || fail 'ssh-keygen should show both keys.'
equal 'VERIFY commands' "$(card_counter verify_commands)" 0

cat >askpass <<'SCRIPT'
#!/bin/sh
printf '%s\n' "$OPENBEID_TEST_PIN"
SCRIPT
chmod 700 askpass
printf 'text\n' >text
export SSH_ASKPASS=$TMPDIR/askpass SSH_ASKPASS_REQUIRE=force OPENBEID_TEST_PIN=$virtual_pin
without_prompt
grep Authentication keys >Authentication.pub
grep Signature keys >Signature.pub
agent_signs
start_sshd
server_admits Authentication

step 'Without the prompt, Signature is refused'
must_fail log_in Signature
with_prompt
server_admits Signature
equal 'questions of the prompt' "$(times_asked)" 1
equal 'tries left' "$(card_control tries)" 3
kill "$sshd_process"
stop_card 0
