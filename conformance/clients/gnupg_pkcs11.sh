#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# gnupg_pkcs11.sh PERSONA keys: gnupg-pkcs11-scd, which GnuPG's agent can use as its smart card daemon,
# finds the keys and signs with Authentication. It knows RSA only.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1
need gnupg-pkcs11-scd gnupg-pkcs11-scd

# Has the daemon obey commands, and shows what it answers.
daemon() { # COMMAND...
    printf '%s\n' "$@" BYE | gnupg-pkcs11-scd --server --options scd.conf 2>daemon.log >answers
    grep --text '^[A-CE-Z]' answers # without data, which are binary
    must_fail grep --text '^ERR' answers
}

# The octets of the answers that are data.
answered_data() {
    perl -0777 -ne 'print map { s/%([0-9A-F]{2})/chr hex $1/ger } /^D (.*?)\n/msg' answers
}

start_card "$persona"
write_public_key Authentication
printf 'providers eid\nprovider-eid-library %s\n' "$module" >scd.conf
printf 'text' | openssl dgst -sha256 -binary >digest

step 'Keys'
daemon SERIALNO 'LEARN --force'
id=$(sed -n 's/^S KEYPAIRINFO [0-9A-F]* \(.*\/0200000000000000\)$/\1/p' answers)
if [[ -z $id ]]; then
    openssl pkey -pubin -in Authentication.pub -text -noout | grep -q NIST ||
        fail 'The key Authentication is not listed.'
    skip 'gnupg-pkcs11-scd ignores EC certificates: no KEYPAIRINFO for Authentication'
fi

step 'A signature'
# It inquires the PIN, and finds that answered already.
daemon "SETDATA $(od -An -v -tx1 digest | tr -d ' \n')" \
    "PKSIGN --hash=sha256 $id" "D $virtual_pin" END
answered_data >signature
openssl pkeyutl -verify -pubin -inkey Authentication.pub -in digest -pkeyopt digest:sha256 \
    -sigfile signature
equal 'tries left' "$(card_control tries)" 3
stop_card 0
