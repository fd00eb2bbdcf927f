#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# counts_test.sh PERSONA: the module needs no more exchanges with the card than it must, where no
# other test counts them: at a browser's start, for the identity, with a card that is no eID, idle.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
report=$(mktemp)
trap 'rm -f "$report"' EXIT

"$here/run" --persona "$1" --json --scenario browser-start surname library idle foreign-polls \
    >"$report"
python3 "$here/counts.py" "$report"
