#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# hardening_test.sh: the built files have the protections of a hardened build, and the module, which
# others load, runs nothing of its own at that time.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
need objdump binutils
need readelf binutils

# grep --quiet would leave early, and pipefail take that for a failure.
shows() { # PATTERN
    grep -E "$1" >/dev/null
}

programs=("$build/bin/openbeid" "$build/libexec/openbeid-pin-prompt" "$virtual_card"
    "$build/conformance/openbeid-conformance")
for file in "$module" "$build/lib/api/libopenbeid.so" "${programs[@]}"; do
    step "${file#"$build/"}"
    segments=$(readelf --program-headers --wide "$file")
    dynamic=$(readelf --dynamic --wide "$file")
    symbols=$(readelf --dyn-syms --wide "$file")
    shows 'GNU_RELRO' <<<"$segments" || fail 'Tables of addresses stay writable (no RELRO).'
    shows '\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW' <<<"$dynamic" || fail 'Functions are bound late.'
    ! shows 'GNU_STACK.* RWE ' <<<"$segments" || fail 'The stack is executable.'
    ! shows 'LOAD.* RWE ' <<<"$segments" || fail 'Memory is writable and executable.'
    # openbeid alone needs a library of this build.
    [[ $file == */openbeid ]] || ! shows '\((RPATH|RUNPATH)\)' <<<"$dynamic" ||
        fail 'Libraries are looked for elsewhere than the system has them.'
    ! shows '\(TEXTREL\)' <<<"$dynamic" || fail 'Code is changed when it is loaded.'
    shows '__stack_chk_fail' <<<"$symbols" || fail 'The stack has no guard.'
    shows '__[a-z]+_chk(@|$)' <<<"$symbols" || fail 'No function of the C library is checked.'
    equal 'kind of file' "$(readelf --file-header "$file" | sed -n 's/ *Type: *\([A-Z]*\).*/\1/p')" DYN
done

# The first is the C library's own, of every shared object.
step 'Static initialisers of the module'
size=$(readelf --section-headers --wide "$module" |
    sed -n 's/.* INIT_ARRAY *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/\1/p')
equal 'their number' $((16#$size / 8)) 1

case $(uname -m) in
x86_64)
    step 'Targets of indirect jumps'
    objdump --disassemble=C_GetFunctionList "$module" | grep -A 1 '<C_GetFunctionList>:' | shows endbr64 ||
        fail 'C_GetFunctionList does not begin with endbr64.'
    ;;
*) printf 'Indirect jumps are looked at on x86-64 only.\n' ;;
esac
