#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# conformance_test.sh PERSONA [SUITE...]: openbeid-conformance finds nothing wrong with the module and
# this card; without suites all of it, blocking the card in the end.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
suites=()
for suite in "${@:2}"; do
    suites+=(--suite "$suite")
done

start_card "$persona"
OPENBEID_TEST_PIN=$virtual_pin "$build/conformance/openbeid-conformance" --module "$module" --strict --quiet \
    --pin-env OPENBEID_TEST_PIN --virtual-card "$(card_socket)" --may-block "${suites[@]}"
stop_card 0
