#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# abi_test.sh LIBRARY LAYOUT REFERENCE: what programs that were compiled against the library rely on
# is as in the reference file: the exported symbols and the sizes of the public types. A change
# there wants a new SOVERSION, or only adds lines; then write the file anew with --update.
set -euo pipefail

describe() { # LIBRARY LAYOUT
    "$2"
    # Names only; the address and the kind of a symbol are nobody's business.
    nm --dynamic --defined-only --demangle "$1" | cut -d ' ' -f 3- | LC_ALL=C sort -u
}

update=no
[[ $1 != --update ]] || { update=yes && shift; }
if [[ $(uname -m) != x86_64 ]]; then
    printf 'SKIPPED: the reference is of x86_64\n'
    exit 77
fi
if [[ $update == yes ]]; then
    describe "$1" "$2" >"$3"
    exit
fi
describe "$1" "$2" | diff -u "$3" - || {
    printf 'The binary interface changed.\n'
    exit 1
}
