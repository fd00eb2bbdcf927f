#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# use.sh: what people do with the installed packages, inside private-pcscd: only programs and files of
# packages are used, but for the portal, which is the server's side.
set -euo pipefail
export OPENBEID_INSTALLED=yes
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
cd "$TMPDIR"
export OPENBEID_VIRTUAL_CARD_DIR=$TMPDIR/virtual-cards
openbeid-virtual-card --prepare >prepare.log

step 'Without a card'
status=0
openbeid status || status=$?
equal 'exit code' "$status" 3

for persona in v17-citizen v18-citizen; do
    step "$persona"
    start_card "$persona"
    write_pin pin
    openbeid status | tee status
    status=0
    openbeid identity >shown || status=$?
    equal 'exit code of an identity that the state has not signed' "$status" 5
    grep -q SPECIMEN shown || fail 'No identity.' "$(cat shown)"
    openbeid login-test --pin-fd 3 3<pin | tee logins
    grep -q '^TLS 1.3, .*: logged in' logins || fail 'No login over TLS 1.3.'
    start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem"
    page=$(curl_login pin 1.3)
    printf '%s\n' "$page"
    equal 'the portal says' "$(portal_says)" "login: $page"
    equal 'TLS' "$(json_text tls <<<"$page")" TLSv1.3
    stop_portal
    openbeid-conformance --module "$module" --pin-fd 3 --suite interfaces --suite bl --suite ext \
        --suite auth --suite cert 3<pin >conformance || fail 'Not conforming:' "$(grep '^not ok' conformance)"
    tail -n 1 conformance
    stop_card 0
done

step 'p11-kit and browsers'
start_card v18-citizen
p11-kit list-modules | tee listing
equal 'tokens' "$(grep -c 'token: BELPIC' listing)" 1
mkdir -p "$HOME/.pki/nssdb"
certutil -N -d "sql:$HOME/.pki/nssdb" --empty-password
openbeid browsers enable
modutil -dbdir "sql:$HOME/.pki/nssdb" -list | tee listing
grep -q openbeid-pkcs11 listing || fail 'The module is not registered.'
openbeid browsers disable
stop_card 0
