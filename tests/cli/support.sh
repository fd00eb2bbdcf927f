# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
#
# What the tests of the command line share. To be sourced by a script that runs inside private-pcscd.

# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
cli=$build/bin/openbeid
test_roots=$OPENBEID_VIRTUAL_CARD_DIR/ca/roots.pem
unset LANGUAGE LC_ALL LC_MESSAGES https_proxy HTTPS_PROXY all_proxy ALL_PROXY
export LANG=C.UTF-8

# Runs the program; keeps its output in the files "out" and "err".
exits() { # EXIT-CODE ARGUMENT...
    local expected=$1 code=0
    shift
    "$cli" "$@" >out 2>err </dev/null || code=$?
    ((code == expected)) ||
        fail "openbeid $*: exit code $code, expected $expected" "$(cat out err)"
}

# The same with a PIN, or several lines of them, on a descriptor.
exits_with_pin() { # EXIT-CODE PINS ARGUMENT...
    local expected=$1 pins=$2 code=0
    shift 2
    "$cli" "$@" --pin-fd 3 >out 2>err </dev/null 3< <(printf '%b' "$pins") || code=$?
    ((code == expected)) ||
        fail "openbeid $*: exit code $code, expected $expected" "$(cat out err)"
}

says() { # TEXT [FILE]
    grep --quiet --fixed-strings -- "$1" "${2:-out}" || fail "Missing: $1" "$(cat "${2:-out}")"
}

says_not() { # TEXT [FILE]
    ! grep --quiet --fixed-strings -- "$1" "${2:-out}" || fail "Should not be there: $1"
}

# Takes the card out of the first reader and puts another in.
swap() { # PERSONA
    stop_card 0
    start_card "$1"
}

# Everything on the card that names or numbers its holder or itself.
markers_of_card() {
    list_markers >found-markers
    sort --unique found-markers | grep -E '.{4}' | grep --invert-match --line-regexp 'OpenBeID Test.*' >long-markers
    (($(wc -l <long-markers) >= 10)) || fail 'Few markers.' "$(cat found-markers)"
    cat long-markers
}

list_markers() {
    exits 0 --json identity --test-root "$test_roots"
    for key in surname first_names birth_place national_number card_number chip_number \
        issuing_municipality street_and_number municipality; do
        json_text "$key" <out
    done
    exits 0 identity --test-root "$test_roots"
    sed -n 's/^\(National number\|Card number\): //p' out
    exits 0 --json card
    json_text chip_number <out
    json_text token_serial <out
    exits 0 --json certificates list
    json_text subject <out
    json_text serial_number <out
}

# In every form in which a program could write them down.
forms_of_markers() {
    "$repository/tests/cli/marker_variants.py" | grep .
}
