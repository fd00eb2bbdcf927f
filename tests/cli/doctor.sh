# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the tests of the doctor share. To be sourced by a script that runs inside private-pcscd.

# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

doctor=$cli           # the program
before_doctor=:       # done before each of its runs
doctor_as=()          # what runs it, if not this user
doctor_options=()     # further ones of its
spoken=(en fr nl de)  # the languages in which it is run

# The doctor sees the virtual readers, and nothing that this computer has: readers on its USB bus,
# browsers and other programs, files of p11-kit.
hide_computer() {
    local folder
    unset XDG_DATA_HOME XDG_CONFIG_HOME PCSCLITE_CSOCK_NAME
    for folder in /usr/share/p11-kit/modules /etc/pkcs11/modules /sys/bus/usb/devices; do
        [[ ! -d $folder ]] || mount -t tmpfs -o mode=755 nothing "$folder"
    done
    mkdir -p "$TMPDIR/no-programs"
}

# The findings in a language, in the file out.LANGUAGE.
examine() { # LANGUAGE
    $before_doctor
    "${doctor_as[@]}" env PATH="$TMPDIR/no-programs" "$doctor" doctor --json --lang "$1" \
        --module "$module" "${doctor_options[@]}" >"out.$1" 2>err </dev/null || true
}

next_step() { # CODE, JSON from standard input
    grep --after-context=4 --fixed-strings "\"code\": \"$1\"" | json_text next | head -n 1
}

# Runs the doctor, in each language that it is to be run in: it has to find these codes, with the next
# step that the code has in that language. What English says is in the file "out" afterwards.
finds() { # CODE...
    local language
    for language in "${spoken[@]}"; do
        examine "$language"
    done
    tells "$@"
}

# The same, all languages at the same time: for where the doctor has to wait.
finds_late() { # CODE...
    local language waiting=()
    for language in "${spoken[@]}"; do
        examine "$language" &
        waiting+=($!)
    done
    wait "${waiting[@]}"
    tells "$@"
}

tells() { # CODE...
    local code language
    for code in "$@"; do
        for language in "${spoken[@]}"; do
            says "\"code\": \"$code\"" "out.$language"
            [[ -z $(step_of "$code" "$language") ]] || # one that depends on what was found
                equal "next step of $code, $language" "$(next_step "$code" <"out.$language")" \
                    "$(step_of "$code" "$language")"
        done
        has_step_in_four_languages "$code"
    done
    cp out.en out
}

step_of() { # CODE LANGUAGE: as the catalogue has it
    "$cli" explain "$1" --json --lang "$2" | json_text next
}

has_step_in_four_languages() { # CODE
    local language step severity
    local -A steps=()
    severity=$("$cli" explain "$1" --json | json_text severity)
    [[ $severity != fine && $severity != hint && $1 != pin-blocked ]] || return 0
    for language in en fr nl de; do
        step=$(step_of "$1" "$language")
        [[ -n $step ]] || fail "$1 has no next step: $language"
        steps[$step]=$language
    done
    ((${#steps[@]} == 4)) || fail "$1 has not a next step in four languages."
}

card_is() { # VERDICT
    equal 'the card alone' "$(json_text verdict <out)" "$1"
}
