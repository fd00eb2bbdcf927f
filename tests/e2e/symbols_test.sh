#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# symbols_test.sh: the module exports the names of exports.map, and needs six libraries at most.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
need nm binutils
need readelf binutils

step 'Exported symbols'
equal 'exported names' \
    "$(nm --dynamic --defined-only --format=posix "$module" | sed 's/[ @].*//' | sort | xargs)" \
    "$(grep -oE '\bC_[A-Za-z]+' "$repository/pkcs11/exports.map" | sort -u | xargs)"

# libm is there only while something uses it.
step 'Needed libraries'
equal 'DT_NEEDED' \
    "$(readelf --dynamic "$module" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^libm\.' | sort | xargs)" \
    'libc.so.6 libcrypto.so.3 libgcc_s.so.1 libpcsclite.so.1 libstdc++.so.6'
