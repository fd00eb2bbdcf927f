#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# abi_test.sh LIBRARY LAYOUT REFERENCE SYMBOLS: what programs that were compiled against the library rely on
# is as in the reference file: the exported symbols and the sizes of the public types. A change
# there wants a new SOVERSION, or only adds lines; then write the file anew with --update. Debian's
# file SYMBOLS, which tells since which version each symbol is there, knows the same ones.
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
diff -u <(sed -n 's/@@OPENBEID_0$//p' "$3" | LC_ALL=C sort -u) \
    <(sed -n 's/^ (.*c++)"\(.*\)@OPENBEID_0" [0-9].*/\1/p' "$4" | LC_ALL=C sort -u) || {
    printf 'Symbols are missing in %s.\n' "$4"
    exit 1
}
