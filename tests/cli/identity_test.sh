#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The identity: the verdict first, dates twice, the photo to a file, and an exit code that scripts can
# rely on.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need jq jq
in_private_pcscd "$@"

for persona in v11-citizen v17-citizen v18-citizen v18-foreigner v17-kids; do
    step "$persona"
    start_card "$persona"
    exits 5 identity
    equal 'first words' "$(head -c 14 out)" 'NOT AUTHENTIC:'
    exits 0 identity --test-root "$test_roots" --photo photo.jpg
    equal 'first words' "$(head -c 14 out)" 'AUTHENTIC FOR '
    says 'SPECIMEN'
    grep -Eq '^Valid until: .* \([0-9]{4}-[0-9]{2}-[0-9]{2}\)$' out || fail 'No ISO date.' "$(cat out)"
    equal 'a JPEG' "$(head -c 2 photo.jpg | od -An -tx1)" ' ff d8'
    equal 'mode of the photo' "$(stat --format %a photo.jpg)" 600
    exits 0 --json identity --test-root "$test_roots"
    says '"authentic": true'
    says '"surname"'
    stop_card 0
    rm photo.jpg
done

step 'The chip proves that it is no copy'
start_card v18-citizen
exits 0 --json identity --test-root "$test_roots" --prove-chip
grep -A1 '"chip_proof"' out | grep -q passed || fail 'No proof.' "$(cat out)"
exits 0 identity --test-root "$test_roots" --prove-chip
says 'Proof by the chip: passed'

step 'A copy can not answer for the chip, and is not trusted'
for answer in 6A88 6D00 6985; do
    for _ in 1 2; do # it is asked once more, in the keys' own directory
        card_control fault status ins=88 sw="$answer" >/dev/null
    done
    exits 5 identity --test-root "$test_roots" --prove-chip
    equal 'verdict' "$(head -n 1 out)" 'NOT AUTHENTIC: Proof by the chip: the card refuses to give it'
    says 'SPECIMEN'
done

step 'A card from before that proof gives none: said, and not done'
swap v17-citizen
exits 1 identity --test-root "$test_roots" --prove-chip
equal 'verdict' "$(head -c 14 out)" 'AUTHENTIC FOR '
says 'Proof by the chip: not on this card'
says 'The chip gave no proof that it is no copy' err
exits 0 identity --test-root "$test_roots"
says_not 'Proof by the chip'
swap v18-citizen

step 'A photo that the card refuses is none, and the rest is shown'
card_control fault status ins=B0 after=14 sw=6F00 >/dev/null
exits 5 identity --test-root "$test_roots" --photo photo.jpg
says 'NOT AUTHENTIC: Photo: the card refuses to give it'
says 'SPECIMEN'
says 'The card gives no photo.' err
[[ ! -e photo.jpg ]] || fail 'A photo was written.'

step 'In another language'
exits 0 identity --lang fr --test-root "$test_roots"
says 'AUTHENTIQUE POUR UNE CARTE DE TEST SEULEMENT'

# Puts a file on the card in place of its own, which begins with these bytes.
add_to_file() { # FILE BYTES
    card_control file "3F00/DF01/$1" "$2$(card_control file "3F00/DF01/$1")" >/dev/null
}

step 'What few cards have: shown, also if its form is not known'
swap v17-citizen
add_to_file 4031 "1202303113013114001504$(printf '1 UA' | od -An -tx1 | tr -d ' ')"
add_to_file 4033 2A0141
exits 5 identity --test-root "$test_roots"
says 'Duplicate number: 01'
says 'Special organisation: SHAPE'
says 'Member of the family: yes'
says 'International protection: 1 UA'
exits 5 --json identity --test-root "$test_roots"
equal 'protection' "$(jq -c .card.protection out)" '{"text":"1 UA","since":null,"country":null}'
equal 'unknown' "$(jq -c .address.unknown_fields out)" '[{"tag":42,"value":"41"}]'
add_to_file 4031 "150D$(printf '24.02.2022-UA' | od -An -tx1 | tr -d ' ')"
exits 5 identity --test-root "$test_roots"
says 'International protection: 2022-02-24 UA'
exits 5 --json identity --test-root "$test_roots"
equal 'protection' "$(jq -c .card.protection out)" \
    '{"text":"24.02.2022-UA","since":"2022-02-24","country":"UA"}'
stop_card 0
