#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# objects_test.sh PERSONA: what pkcs11-tool shows of a card without a PIN, and its own test with one.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1

keys=(Authentication Signature)
[[ $persona != *-minor ]] || keys=(Authentication)
certificates=("${keys[@]}" CA Root)

start_card "$persona"

step 'Slots, objects and mechanisms, without a PIN'
card_control counters reset >/dev/null
pkcs11_tool --list-slots --list-objects --list-mechanisms | tee listing
equal 'VERIFY commands' "$(card_counter verify_commands)" 0
for label in "${certificates[@]}"; do
    grep -q "label: *$label\$" listing || fail "No certificate $label."
done
equal 'certificates' "$(grep -c '^Certificate Object' listing)" "${#certificates[@]}"
equal 'public keys' "$(grep -c '^Public Key Object' listing)" "${#keys[@]}"
equal 'private keys before login' "$(grep -c '^Private Key Object' listing || true)" 0

step 'Private keys, with the PIN'
pkcs11_tool_with_pin "$virtual_pin" --list-objects --type privkey | tee listing
equal 'private keys' "$(grep -c '^Private Key Object' listing)" "${#keys[@]}"
[[ $persona == *-minor ]] || grep -q 'Access:.*always authenticate' <(sed -n '/label: *Signature/,$p' listing) ||
    fail 'The key Signature should ask for its PIN each time.'

step "pkcs11-tool's own test"
pkcs11_tool_with_pin "$virtual_pin" --test | tee report
grep -q 'No errors' report || fail 'pkcs11-tool reports errors.'
equal 'tries left' "$(card_control tries)" 3
stop_card 0
