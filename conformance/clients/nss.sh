#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# nss.sh PERSONA keys|1.2|1.3: NSS, as in Firefox and Chromium, lists certificates without a PIN,
# signs with both keys (modutil, certutil), and logs in (tstclnt).
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 cell=$2
need certutil libnss3-tools
need modutil libnss3-tools
need tstclnt libnss3-tools

keys() {
    step 'Certificates without a PIN'
    local label
    certutil -L -d "$nss_database" -h BELPIC </dev/null | tee listing
    for label in "${certificate_labels[@]}"; do
        grep -q "BELPIC:$label" listing || fail "No certificate $label."
    done
    equal 'VERIFY commands' "$(card_counter verify_commands)" 0

    step 'Keys with the PIN'
    certutil -K -d "$nss_database" -h BELPIC -f pin | tee listing
    equal 'keys' "$(grep -c '^< *[0-9]*>' listing)" 2

    step 'Signatures: requests for certificates, verified by OpenSSL'
    for label in Authentication Signature; do
        certutil -R -d "$nss_database" -h BELPIC -f pin -k "${certificate_id[$label]}" -s CN=somebody -o request
        write_public_key "$label"
        openssl req -inform DER -in request -verify -noout
        openssl req -inform DER -in request -pubkey -noout | cmp - "$label.pub"
    done
}

login() { # TLS-VERSION
    start_portal_for "$persona" "$1"
    certutil -A -d "$nss_database" -n portal -t C,, -i "$portal_root"
    printf 'GET / HTTP/1.0\r\n\r\n' >request
    card_control counters reset >/dev/null
    unless_refused 'SSL_ERROR_[A-Z_]*' "$no_pss_reason" \
        tstclnt -h 127.0.0.1 -a localhost -p "$portal_port" -d "$nss_database" -n BELPIC:Authentication \
        -W passwords -V "tls$1:tls$1" -A request
    portal_admits "$1"
}

start_card "$persona"
make_nss_database
card_control counters reset >/dev/null
case $cell in
keys) keys ;;
*) login "$cell" ;;
esac
stop_card 0
