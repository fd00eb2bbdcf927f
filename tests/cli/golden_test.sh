#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# golden_test.sh [--update]: what each command says of each card, in four languages, and the keys and
# types of its JSON. What differs from one virtual card, or one day, to another is masked. --update
# writes it to tests/cli/golden, to be looked at before it is committed.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
need python3 python3-minimal
in_private_pcscd "$@"
hide_computer
export OPENBEID_CACHE=runtime # what is said does not depend on it, and it saves time
golden=$repository/tests/cli/golden
shape=$repository/tests/cli/json_shape.py
personas=(v11-citizen v17-citizen v18-citizen v18-foreigner v17-kids v17-minor v17-unactivated
    v17-blocked v17-last-try v17-expired foreign)
of_every_card=(status 'certificates list' "identity --test-root $test_roots" 'pin status' doctor)
of_one_card=(readers card 'certificates show' 'certificates verify' "certificates verify --test-root $test_roots"
    identity 'browsers status' explain 'explain pin-blocked'
    --help 'pin test --help' 'identity --help' 'report --help')
mkdir actual

# Whether a prompt and a pinentry are installed is this computer's.
masked() {
    sed -E "s#$test_roots#ROOTS#g; s#$build#BUILD#g; s#BUILD/.*, [0-9.]+ #MODULE, VERSION #
        s#$HOME#HOME#g"'
        /\[(prompt|pinentry)-missing\]$/,+1d
        s/[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]+Z)?/DATE/g
        s/[0-9]{2}[ .]([A-Z]{3,4}|MÄR|[0-9]{2})[ .] ?[0-9]{4}/DATE/g
        s/[A-Z][a-z]{2} +[0-9]+ [0-9:]{8} [0-9]{4} GMT/DATE/g
        s/\b[0-9A-Fa-f]{14,}\b/HEX/g; s/^[A-Za-z0-9+/=]{8,}$/BASE64/
        s/([0-9A-Fa-f]{2}:){7,}[0-9A-Fa-f]{0,2}/HEX/g; s/^( +)([0-9a-f]{2}:){0,7}[0-9a-f]{2}$/\1HEX/; s/([0-9]{1,3} )?\b(HEX)( HEX)*/HEX/g
        s/-?[0-9]+ (days left|day left|jours?\b|dagen?\b|Tage?\b)/N \1/; s/(encore|nog|noch) [0-9]+ (N|jours|dagen|Tage)/\1 N \2/
        s/^( *)("days_left": )-?[0-9]+/\1\2N/' | uniq
}

# What a command says in each language, what of it is not data first.
say() { # COMMAND
    local language code
    for language in en fr nl de; do
        printf -- '--- openbeid %s --lang %s\n' "$1" "$language"
        code=0
        # shellcheck disable=SC2086
        PATH=$TMPDIR/no-programs "$cli" $1 --lang "$language" 2>&1 >said </dev/null || code=$?
        cat said
        printf '[exit code %d]\n' "$code"
    done
}

# Keys and types of a command's JSON are collected over all cards.
collect_shape() { # COMMAND
    local file=${1//"$test_roots"/ROOTS}
    file=shape-${file//[^a-zR-T]/-}
    # shellcheck disable=SC2086
    PATH=$TMPDIR/no-programs "$cli" $1 --json 2>/dev/null </dev/null | "$shape" >>"$file" || true
}

for persona in "${personas[@]}"; do
    step "$persona"
    start_card "$persona"
    for command in "${of_every_card[@]}"; do
        say "$command"
        collect_shape "$command"
    done | masked >"actual/$persona"
    if [[ $persona == v17-citizen ]]; then
        for command in "${of_one_card[@]}"; do
            say "$command"
            [[ $command == *--help* ]] || collect_shape "$command"
        done | masked >actual/other-commands
    fi
    stop_card 0
done
step 'No card'
for command in status card identity 'pin status' doctor; do
    say "$command"
    collect_shape "$command"
done | masked >actual/no-card

step 'JSON'
for file in shape-*; do
    printf '=== %s\n' "${file#shape-}"
    LC_ALL=C sort --unique "$file"
done >actual/json

if [[ ${1-} == --update ]]; then
    cp actual/* "$golden/"
fi
diff --recursive "$golden" actual
