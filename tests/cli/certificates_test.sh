#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Certificates: listed, shown, exported byte for byte, and verified up to pinned roots.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
in_private_pcscd "$@"
start_card v17-citizen

step 'List, with the URIs that p11-kit gives them'
exits 0 certificates list
for label in Authentication Signature CA Root; do
    says ";object=$label;type=cert"
done
says 'days left'
equal 'VERIFY commands' "$(card_counter verify_commands)" 0

step 'Show'
exits 0 certificates show
says 'Digital Signature'
exits 0 --json certificates show signature
says 'Non Repudiation'

step 'Export: what OpenSSL reads is what the module shows'
exits 0 certificates export --format der --output cert.der
equal 'mode of the file' "$(stat --format %a cert.der)" 600
read_certificate Authentication module.der
cmp cert.der module.der
exits 0 certificates export --chain
equal 'certificates of the chain' "$(grep -c 'BEGIN CERTIFICATE' out)" 3
exits 2 certificates export --chain --format der
exits 1 certificates export --output /nowhere/file

step 'Verify: a virtual card is not trusted, but with its test root, and that is said'
exits 5 certificates verify
says 'NOT TRUSTED'
exits 0 certificates verify --test-root "$test_roots"
says 'TRUSTED FOR A TEST CARD ONLY'
exits 0 --json certificates verify --test-root "$test_roots"
says '"test_root": true'
swap v17-expired
exits 5 certificates verify --test-root "$test_roots"
says 'OUT OF TIME'

step 'A certificate that is damaged is not one that the card does not have, and the others are shown'
swap v17-citizen
card_control file 3F00/DF00/5039 3003020101 >/dev/null
exits 1 certificates list
says 'Data on the card can'"'"'t be read: they are damaged.'
says ';object=Authentication;type=cert'
says ';object=Root;type=cert'
exits 1 --json certificates list
says '"error": "malformed"'
exits 5 certificates verify --test-root "$test_roots"
exits 1 status
says 'PIN: 3 tries are left'
says 'Authentication (to log in): valid until'
says 'Signature (legally binding): Data on the card can'"'"'t be read: they are damaged.'
says 'This card can log in. It can'"'"'t sign.'
exits 1 --json status
says '"card": "eid"'
says '"error": "malformed"'
says '"can_log_in": true'
says '"can_sign": false'

step 'A card without certificates'
swap v17-kids
exits 0 certificates list
says 'not on this card'
exits 1 certificates show
exits 5 certificates verify --test-root "$test_roots"
stop_card 0
