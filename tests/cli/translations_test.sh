#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every text is translated in every language, none is left over or only a guess, and placeholders
# survived the translation.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../tools/cli/po"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
./update --template "$work/texts.pot"

failed=no
for language in fr nl de; do
    msgfmt --check --output-file=/dev/null "$language.po" || failed=yes
    msgcmp "$language.po" "$work/texts.pot" || failed=yes
    if [[ $(msgattrib --only-obsolete "$language.po") || $(msgattrib --only-fuzzy "$language.po") ]] ||
        ! msgcmp --use-untranslated "$work/texts.pot" "$language.po"; then
        printf '%s.po has texts that no source file has, or fuzzy ones: run tools/cli/po/update\n' \
            "$language"
        failed=yes
    fi
    [[ $(msgattrib --translated "$language.po") == *"Language: $language"* ]] || failed=yes
    # Marked in the template, where placeholders are compared.
    msgmerge --quiet --no-fuzzy-matching "$language.po" "$work/texts.pot" |
        msgfmt --check --output-file=/dev/null - || failed=yes
done
[[ $failed == no ]]
