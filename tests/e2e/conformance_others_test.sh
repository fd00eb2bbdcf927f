#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# conformance_others_test.sh PERSONA: the same checks on the same card through p11-kit's proxy, and by
# the module of OpenSC. For information: the tables show the differences; only our own module must
# pass, and the runner must come to its end with each.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
need p11-kit p11-kit
opensc=$(dirname "$(pkg-config --variable=proxy_module p11-kit-1)")/pkcs11/opensc-pkcs11.so
[[ -e $opensc ]] || skip 'the module of OpenSC is not installed (Debian package opensc-pkcs11)'

# What did not pass, and the table. Checks that spend PIN tries are left out.
compare() { # NAME MODULE SUITE...
    local suites=() suite status=0
    for suite in "${@:3}"; do
        suites+=(--suite "$suite")
    done
    step "$1"
    OPENBEID_TEST_PIN=$virtual_pin "$build/conformance/openbeid-conformance" --module "$2" --quiet \
        --pin-env OPENBEID_TEST_PIN "${suites[@]}" >"$1.tap" 2>&1 || status=$?
    grep -E '^not ok' "$1.tap" | sed 's/^/    /' || true
    grep '^#' "$1.tap" || true
    ((status <= 1)) || fail "The runner ended with status $status:" "$(tail -n 5 "$1.tap")"
    return "$status"
}

start_card "$persona"
suites=(interfaces bl ext cert attributes)
compare 'OpenBeID' "$module" "${suites[@]}" || fail 'Our own module fails a check.'

configuration=$(pkg-config --variable=p11_module_configs p11-kit-1)
mount -t tmpfs modules "$configuration"
printf 'module: %s\n' "$module" >"$configuration/openbeid.module"
compare 'OpenBeID-through-p11-kit' "$(pkg-config --variable=proxy_module p11-kit-1)" \
    "${suites[@]}" buffers returncodes sessions mechanisms || true
compare 'OpenSC' "$opensc" "${suites[@]}" || true
stop_card 0
