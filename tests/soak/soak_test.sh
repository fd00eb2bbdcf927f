#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# soak_test.sh SECONDS [SEED]: threads and processes at work with the cards of three readers, while
# cards come and go and other programs interfere. The same seed gives the same work and events.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd_with_pad "$@"

unset OPENBEID_LOG OPENBEID_LOG_FILE PCSCLITE_NO_BLOCKING
start_card v17-citizen 0
start_card v18-foreigner 1
start_ccid_card v17-rekeyed
pad_user type "$virtual_pin"
export OPENBEID_EVENTS_MODULE=$module OPENBEID_SOAK_SECONDS=$1 OPENBEID_SOAK_SEED=${2:-$RANDOM}

"$build/tests/soak/openbeid-soak"
