#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The report for a help desk holds nothing of the card's holder, of the card's numbers or of the user,
# not even if the log did.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need python3 python3-minimal
need pkcs11-tool opensc
in_private_pcscd "$@"
export HOME="$TMPDIR/jan.janssens"
profile="$HOME/.mozilla/firefox/janssens-profiel"
log=$XDG_RUNTIME_DIR/openbeid/log
mkdir -p "$profile" "$XDG_RUNTIME_DIR/openbeid" /run/openbeid-modules/vanderelst
chmod 700 "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR/openbeid"
printf '[Profile0]\nIsRelative=1\nPath=janssens-profiel\n' >"$HOME/.mozilla/firefox/profiles.ini"
printf 'library=/run/openbeid-modules/vanderelst/openbeid-pkcs11.so\nname=OpenBeID\n' >"$profile/pkcs11.txt"

report() { # [OPTION...]: without a terminal nobody is asked
    local code=0
    setsid --wait "$cli" report --module "$module" "$@" >out 2>err </dev/null || code=$?
    equal 'exit code' "$code" 0
}

holds_none_of() { # FILE-OF-FORMS
    ! grep --ignore-case --fixed-strings --file="$1" report.json ||
        fail 'That is in the report:' "$(grep --ignore-case --fixed-strings --only-matching --file="$1" report.json)"
}

for persona in v17-citizen v18-foreigner; do
    step "$persona"
    start_card "$persona"
    markers_of_card >markers
    printf 'jan.janssens\njanssens-profiel\nvanderelst\n80.07.08-003.91\n591234567890\n' >>markers
    forms_of_markers <markers >forms

    # A log as the module writes it, and one that tells what the module never would.
    rm -f "$log"
    (umask 077 && OPENBEID_LOG=debug OPENBEID_LOG_FILE=$log pkcs11_tool_with_pin "$virtual_pin" \
        --list-objects >/dev/null 2>&1)
    (($(wc -l <"$log") > 10)) || fail 'The module logs nothing.'
    head -n 60 "$log" >module.log
    log_of_forms() { # tells what the module never would
        while IFS= read -r form; do
            printf '2026-11-25T12:00:00.000 7/7 openbeid info: slot 0: %s\n' "$form"
        done <forms
    }
    write_log() { # FILE...
        (umask 077 && cat "$@" >"$log")
    }
    write_log module.log <(log_of_forms | head -n 100) <(head -n 6 forms)

    : >report.json
    chmod 644 report.json # an old one, which everybody can read
    report --output report.json
    cmp out report.json
    equal 'mode of the file' "$(stat --format %a report.json)" 600
    holds_none_of forms
    says '"code": "reader-ready"' report.json
    says '"code": "browser-wrong-path"' report.json
    says '"evidence": "Virtual PCD 00 00' report.json
    says '"evidence": "Firefox, ~/.mozilla/firefox/#' report.json
    says 'info: slot 0: #' report.json
    grep --quiet 'debug: APDU 00 B0 00 00 ([0-9]* bytes) -> [0-9]* bytes, SW=9000' report.json ||
        fail 'Nothing is left of the log.' "$(cat report.json)"
    says '"left_out": 6' report.json

    step 'Every line of such a log, in parts as long as the report takes'
    log_of_forms | split --lines=190 - part-
    for part in part-*; do
        write_log "$part"
        report --output report.json
        holds_none_of forms
    done
    rm part-*
    stop_card 0
done

step 'Shown, and written after a yes only'
rm report.json
"$repository/tests/cli/terminal.py" "$cli" report --module "$module" --output report.json >out <<'END'
wait "doctor"
wait Type "yes":
type no
wait Cancelled
END
says 'exit 1'
[[ ! -e report.json ]] || fail 'It was written all the same.'
"$repository/tests/cli/terminal.py" "$cli" report --module "$module" --output report.json --lang nl >out <<'END'
wait Typ "ja":
type ja
wait report.json
END
says 'exit 0'
[[ -s report.json ]] || fail 'It was not written.'

step 'Without --output nothing is written'
report
says '"doctor"'
says '--output FILE' err
