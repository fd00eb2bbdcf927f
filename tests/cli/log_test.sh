#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The log at its most talkative holds nothing of the card's holder, no number of the card, no PIN, no
# signature and nothing that was signed, whatever is done with the module and the command line.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need python3 python3-minimal
need pkcs11-tool opensc
in_private_pcscd "$@"

log=$TMPDIR/log
virtual_pin=907856341290
wrong_pin=483920174650
signed_text=5468652070617274792069732061742074656E # a hash's worth of it is signed

hex_of() { # FILE OFFSET: eight bytes
    od -An -v -tx1 -j "$2" -N 8 "$1" | tr -d ' \n'
}

# Hexadecimal digits, as marker_variants.py writes the bytes of a text.
forms_of_hex() {
    while IFS= read -r digits; do
        printf '%s\n' "$digits" "$(sed 's/../& /g; s/ $//' <<<"$digits")" "$(sed 's/../&:/g; s/:$//' <<<"$digits")"
    done
}

use_module() { # PERSONA; prints signatures
    local label
    pkcs11_tool --list-objects >listing
    for label in DATA_FILE surname date_of_birth ADDRESS_FILE PHOTO_FILE CERT_RN_FILE CARD_DATA; do
        pkcs11_tool --read-object --type data --label "$label" --output-file "$label"
    done
    start_program "$(plain_mechanism "$1")"
    program_does login
    program_does 'sign-init Authentication'
    program_does "sign $signed_text"
    printf '%s\n' "${program_output:0:16}"
    program_does 'sign-init Signature'
    program_does context-login
    program_does "sign $signed_text"
    printf '%s\n' "${program_output:0:16}"
    program_does logout
    end_program
    must_fail pkcs11_tool_with_pin "$wrong_pin" --list-objects >listing 2>&1
}

use_command_line() {
    local command
    for command in status readers card 'certificates list' 'pin status' "identity --test-root $test_roots"; do
        read -r -a words <<<"$command"
        exits 0 "${words[@]}"
    done
    setsid --wait "$cli" doctor --module "$module" >out 2>err </dev/null || true # what it finds is not the point
}

for persona in v17-citizen v18-foreigner; do
    step "$persona"
    start_card "$persona"
    exits_with_pin 0 "1234\n$virtual_pin\n$virtual_pin\n" pin change
    markers_of_card >markers
    printf '%s\n' "$virtual_pin" "$wrong_pin" >>markers
    forms_of_markers <markers >forms

    rm -f "$log"
    export OPENBEID_LOG=debug OPENBEID_LOG_FILE=$log
    use_module "$persona" >signatures
    use_command_line
    unset OPENBEID_LOG OPENBEID_LOG_FILE
    {
        cat signatures
        printf '%s\n' "${signed_text:0:16}"
        hex_of PHOTO_FILE 400
        printf '\n'
        hex_of CERT_RN_FILE 300
    } | forms_of_hex >>forms

    for command in 20 22 2A B0 A4; do
        grep --quiet "debug: APDU 00 $command" "$log" || fail "No $command in the log." "$(cat "$log")"
    done
    grep --quiet 'C_Sign' "$log" || fail 'No C_Sign in the log.' "$(cat "$log")"
    ! grep --ignore-case --fixed-strings --file=forms "$log" ||
        fail 'That is in the log:' "$(grep --ignore-case --fixed-strings --only-matching --file=forms "$log")"

    # What is looked for would be found.
    shuf --head-count=20 --random-source="$module" forms >sample
    while IFS= read -r form; do
        printf '2026-11-25T12:00:00.000 7/7 openbeid debug: %s\n' "$form"
    done <sample >told.log
    equal 'lines that tell' "$(grep --count --ignore-case --fixed-strings --file=forms told.log)" 20
    stop_card 0
done
