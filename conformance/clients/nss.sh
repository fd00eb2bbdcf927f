#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# nss_test.sh PERSONA: NSS, as in Firefox and Chromium, lists certificates without a PIN and logs in.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
need certutil libnss3-tools
need modutil libnss3-tools
need tstclnt libnss3-tools

start_card "$persona"
write_pin pin
database=sql:$TMPDIR/nss
mkdir nss

step 'Registration'
certutil -N -d "$database" --empty-password
modutil -force -dbdir "$database" -add eid -libfile "$module"

step 'Certificates without a PIN'
card_control counters reset >/dev/null
certutil -L -d "$database" -h BELPIC </dev/null | tee listing
for label in "${certificate_labels[@]}"; do
    grep -q "BELPIC:$label" listing || fail "No certificate $label."
done
equal 'VERIFY commands' "$(card_counter verify_commands)" 0

step 'Keys with the PIN'
certutil -K -d "$database" -h BELPIC -f pin | tee listing
equal 'keys' "$(grep -c '^< *[0-9]*>' listing)" 2

if [[ $persona == v11-* ]]; then
    exit # NSS refuses RSA-1024 in TLS
fi
start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem"
certutil -A -d "$database" -n portal -t C,, -i "$portal_root"
printf 'GET / HTTP/1.0\r\n\r\n' >request
printf 'NSS FIPS 140-2 Certificate DB:\nBELPIC:%s\n' "$virtual_pin" >passwords
chmod 600 passwords
for version in 1.2 1.3; do
    step "Login over TLS $version"
    tstclnt -h 127.0.0.1 -a localhost -p "$portal_port" -d "$database" -n BELPIC:Authentication \
        -W passwords -V "tls$version:tls$version" -A request | tee page
    said=$(portal_says)
    equal 'TLS version' "$(json_text tls <<<"$said")" "TLSv$version"
    grep -qF "${said#login: }" page || fail 'The page is not the one of this login.'
done
stop_portal
stop_card 0
