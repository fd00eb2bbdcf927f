#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The doctor asks about revocation only with --online, and tells what it heard, each under its own code.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
# shellcheck source=tests/cli/revocation.sh
source "$(dirname "${BASH_SOURCE[0]}")/revocation.sh"
in_private_pcscd "$@"
hide_computer
resolve_test_hosts
spoken=(en) # the others are compared with the table
start_card v17-citizen

with_issuers() { # OCSP CRL CODE VERDICT
    start_issuers ca4 "$1" "$2"
    finds "$3"
    stop_issuers
    card_is "$4"
}

step 'Without --online nobody is asked'
start_issuers ca4 revoked good
finds certificates-in-order
stop_issuers
equal 'requests' "$(cat asked)" ''
says_not revo

step 'With it'
doctor_options=(--online --test-root "$test_roots")
with_issuers good error certificates-not-revoked in_order
with_issuers revoked error certificate-revoked faulty
says "Authentication (to log in): REVOKED on $(date -u -d '-5 days' +%F)"
with_issuers unknown error certificate-unknown faulty
with_issuers stale error revocation-not-trustworthy in_order
finds revocation-not-told # nobody listens
card_is in_order

step 'No certificate that could be asked about'
doctor_options=(--online)
finds revocation-not-told
says 'no certificate is trusted'
stop_card 0
