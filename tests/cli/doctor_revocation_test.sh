#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The doctor asks about revocation only with --online, and tells what it heard, each under its own code.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
# shellcheck source=tests/cli/revocation.sh
source "$(dirname "${BASH_SOURCE[0]}")/revocation.sh"
need openssl openssl
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

step 'A silent responder does not keep the doctor from what the list says'
serial=$(exits 0 certificates export --format der && openssl x509 -inform DER -in out -noout -serial)
with_issuers hang "revoked=${serial#serial=}" certificate-revoked faulty
says "Authentication (to log in): REVOKED on $(date -u -d '-5 days' +%F)"
says '(CRL, '

step 'Nothing is said of a certificate that nobody was asked about'
swap v17-expired
with_issuers good error revocation-not-asked faulty # the CA above it is in its time, and is asked about
says '"evidence": "Authentication (to log in)"'
says_not certificates-not-revoked
says_not certificate-untrusted
swap v17-citizen
openssl req -x509 -newkey rsa:2048 -nodes -keyout forged.key -subj /CN=SPECIMEN -days 99 -outform DER \
    -out forged.der 2>/dev/null
card_control file 3F00/DF00/5038 "$(od -An -v -tx1 forged.der | tr -d ' \n')" >/dev/null
with_issuers good error certificate-untrusted faulty
says 'Authentication (to log in): FAILED: '
says '"code": "revocation-not-asked"'
says_not certificates-not-revoked
card_control file 3F00/DF00/5038 3003020101 >/dev/null
with_issuers good error certificate-damaged faulty
says_not certificate-untrusted # nobody has forged anything
says '"code": "revocation-not-asked"'
swap v17-citizen
put_expired_ca ca4
with_issuers good error certificate-expired faulty
says '"evidence": "CA (issuer of the two)"'
says_not revocation-not-trustworthy # no network is at fault
says_not certificates-not-revoked
equal 'requests' "$(cat asked)" ''
swap v17-kids # has none of its holder's
with_issuers good error certificates-not-revoked faulty

step 'The card is taken out before it is read for the second time'
swap v17-citizen
doctor_options=()
card_control counters reset >/dev/null
examine en
first_time=$(card_counter apdus)
doctor_options=(--online --test-root "$test_roots")
card_control fault remove after=$((first_time + 3)) >/dev/null
finds revocation-card-unread
says_not revocation-not-told
says_not 'computer is online'
card_is in_order

step 'No certificate that could be asked about'
swap v17-citizen
doctor_options=(--online)
finds certificate-untrusted revocation-not-asked
says_not certificates-not-revoked
card_is faulty
stop_card 0
