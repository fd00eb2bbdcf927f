#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# signature_right_test.sh PERSONA: between a program's C_Login(CKU_CONTEXT_SPECIFIC) and its C_Sign,
# and after it, no other program gets a signature of the key Signature out of the card.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1

mechanism=$(plain_mechanism "$persona")
hash=$(printf 'text' | openssl dgst -sha256 | sed 's/.* //')
compute_signature=002A9E9A20$hash
select_signature_key=002241B6050480018483

start_card "$persona"
read_certificate Signature Signature.der
public_key_of Signature.der Signature.pub

# --- The program under test

prepare_signature() {
    program_does 'sign-init Signature'
    program_does 'context-login'
}

sign_and_verify() {
    program_does "sign $hash"
    printf '%s' "$hash" | to_bytes >input
    printf '%s' "$program_output" | to_signature >signature
    openssl pkeyutl -verify -pubin -inkey Signature.pub -in input -sigfile signature
}

to_bytes() {
    printf '%b' "$(sed 's/../\\x&/g')"
}

to_signature() { # OpenSSL wants ECDSA's two numbers in DER
    local hex half
    hex=$(cat)
    if [[ $mechanism == 0x1 ]]; then
        printf '%s' "$hex" | to_bytes
        return
    fi
    half=$((${#hex} / 2))
    printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${hex:0:half}" "${hex:half}" >rs
    openssl asn1parse -genconf rs -noout -out /dev/stdout
}

# --- The stranger

signatures_so_far=0

stranger_sends() { # APDU...
    "$pcsc_client" send "$(reader_name 0)" "$@" | tee answers
    answer=$(tail -n 1 answers)
    equal 'signatures with Signature' "$(card_counter signatures_83)" "$signatures_so_far"
}

# MSE SET (83) and COMPUTE DIGITAL SIGNATURE.
stranger_asks_for_signature() {
    stranger_sends "$select_signature_key" "$compute_signature"
    [[ $answer == 6982 || $answer == 6985 ]] || fail "The card answers $answer, not 6982 or 6985."
}

# COMPUTE DIGITAL SIGNATURE alone. While a user is logged in, the card may answer with the key
# Authentication, which every program of this computer can then use (applet manuals, VERIFY).
stranger_asks_for_any_signature() { # logged-in|logged-out
    stranger_sends "$compute_signature"
    [[ $answer == 6982 || $answer == 6985 || ($1 == logged-in && $answer == 61*) ]] ||
        fail "The card answers $answer."
}

# --- The test

step 'Without a login of its own there is no signature'
start_program "$mechanism"
program_does login
program_does 'sign-init Signature'
program_does "sign $hash" 0x101 # CKR_USER_NOT_LOGGED_IN
equal 'signatures with Signature' "$(card_counter signatures_83)" 0

step 'A bare COMPUTE DIGITAL SIGNATURE after the context login'
prepare_signature
stranger_asks_for_any_signature logged-in
sign_and_verify
signatures_so_far=1

step 'The same after the signature'
stranger_asks_for_any_signature logged-in
stranger_asks_for_signature

step 'One login is good for one signature'
program_does 'sign-init Signature'
program_does "sign $hash" 0x101
equal 'signatures with Signature' "$(card_counter signatures_83)" 1

step 'MSE SET (83) and then one, after the context login'
prepare_signature
stranger_asks_for_signature
sign_and_verify
signatures_so_far=2

step 'After an operation that was given up'
prepare_signature
program_does logout
stranger_asks_for_any_signature logged-out
stranger_asks_for_signature
end_program

equal 'tries left' "$(card_control tries)" 3
stop_card 0
