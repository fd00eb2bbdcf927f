#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# events_test.sh PERSONA [CATCH2-ARGUMENT...]: the module lives through what happens to readers,
# cards, the reader service and its own process. A card of that persona is in the first reader; the
# second one is for scenarios that need two. For example: events_test.sh v17-citizen '[lock]'
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
if [[ $* == *'[plug]'* ]]; then
    need_usb_bus
fi
in_private_pcscd "$@"
persona=$1

[[ ${2-} != '[memory]' ]] || need gdb gdb

# A leftover of an earlier scenario must never decide the next one.
unset OPENBEID_LOG OPENBEID_LOG_FILE PCSCLITE_NO_BLOCKING
[[ -z ${OPENBEID_USB_READER:-} ]] || plug_reader
start_card "$persona" 0
start_card v18-foreigner 1
export OPENBEID_EVENTS_PERSONA=$persona OPENBEID_EVENTS_MODULE=$module

"$build/tests/events/openbeid-events" "${@:2}"
