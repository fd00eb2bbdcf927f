#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# curl.sh PERSONA 1.2|1.3: curl logs in with the engine of libp11; where there is none, as in Debian 13,
# with pkcs11-provider.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 version=$2
need curl curl
signer=libp11
if [[ ! -e $(openssl_engine) && -e $(openssl_provider) ]]; then
    signer=pkcs11-provider
else
    need_engine
fi

start_card "$persona"
write_pin pin
if short_keys "$persona"; then
    allow_short_keys openssl.cnf
fi
start_portal_for "$persona" "$version"
card_control counters reset >/dev/null
unless_refused '[Mm]echanism invalid|invalid mechanism' \
    "$(openssl_reason "$version" "$signer")" curl_login pin "$version"
portal_admits "$version"
stop_card 0
