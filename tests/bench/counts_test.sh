#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# counts_test.sh PERSONA SCENARIO... [OPTION...]: the module needs no more exchanges with the card than it must, where no
# other test counts them: at a browser's start, for the identity, with a card that is no eID, idle.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
report=$(mktemp)
trap 'rm -f "$report"' EXIT

"$here/run" --json --persona "$1" --scenario "${@:2}" >"$report"
python3 "$here/counts.py" "$report"
