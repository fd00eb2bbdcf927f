#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# quickstart_test.sh: the logins of tools/quickstart, from a tree that is already built.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"

"$repository/tools/quickstart" --inside-private-pcscd | tee report
for persona in v17-citizen v18-citizen; do
    for version in 1.3 1.2; do
        grep -q "^$persona, TLS $version\$" report || fail "No login of $persona over TLS $version."
    done
done
equal 'holders named' "$(grep -c '^  Holder  *[^ ,]' report)" 4
for connection in 'TLSv1.3, signed with rsa_pss_rsae_sha256' \
    'TLSv1.3, signed with ecdsa_secp384r1_sha384'; do
    grep -qF "$connection" report || fail "Missing: $connection"
done
