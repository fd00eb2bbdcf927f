#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every text is translated in every language, none is left over or only a guess, and placeholders
# survived the translation.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../tools/po"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
./update --template "$work/openbeid.pot"

failed=no
for language in fr nl de; do
    msgfmt --check --output-file=/dev/null "$language.po" || failed=yes
    msgcmp "$language.po" "$work/openbeid.pot" || failed=yes
    # Nothing that the sources no longer say, nor a guess.
    if [[ $(msgattrib --only-obsolete "$language.po") || $(msgattrib --only-fuzzy "$language.po") ]] ||
        ! msgcmp --use-untranslated "$work/openbeid.pot" "$language.po"; then
        printf '%s.po has texts that no source file has, or fuzzy ones: run tools/po/update\n' "$language"
        failed=yes
    fi
    [[ $(msgattrib --translated "$language.po") == *"Language: $language"* ]] || failed=yes
done
[[ $failed == no ]]
