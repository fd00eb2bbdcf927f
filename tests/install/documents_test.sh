#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# documents_test.sh: what the documents say is so (documents.py): with a card in the reader, and the
# programs of this build as the installed ones. And what workflows may do.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
need duk duktape
need python3 python3

step 'Workflows: tokens that read only, and actions by the digest of their commit'
for workflow in "$repository"/.github/workflows/*.yml; do
    equal "permissions of $workflow" "$(grep -A 1 '^ *permissions:' "$workflow")" $'permissions:\n  contents: read'
    equal 'other actions' "$(grep 'uses:' "$workflow" | grep -v -E '@[0-9a-f]{40} # v[0-9.]+$')" ''
done

step 'Documents'
mapfile -t documents < <(cd "$repository" && find . -path './build*' -prune -o -name '*.md' -printf '%P\n')
((${#documents[@]} >= 10))
start_card v18-citizen
mkdir bin work
ln -s "$build/bin/openbeid" "$virtual_card" "$build/conformance/openbeid-conformance" bin
cd work
MODULE=$module REPOSITORY=$repository PATH=$TMPDIR/bin:$PATH \
    "$repository/tests/install/documents.py" "$repository" "${documents[@]}"
stop_card 0
