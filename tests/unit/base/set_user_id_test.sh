#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A set-user-id program is not taken for its user's, even after it has made itself that user.
set -euo pipefail
program=$1

skip() { # REASON
    printf 'SKIPPED: %s\n' "$1"
    exit 77
}

export OPENBEID_TEST=1
[[ $("$program") == 'ordinary trusted obeys' ]] # as it is started here

((EUID == 0)) || skip 'only root can make a program that gives another user its rights'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
install --owner root --group root --mode 4755 "$program" "$folder/program"
somebody=(setpriv --reuid 1000 --regid 1000 --clear-groups)
"${somebody[@]}" true 2>/dev/null || skip 'in this user namespace there is no user but root'
told=$("${somebody[@]}" "$folder/program")
[[ $told != ordinary* ]] || skip "set-user-id programs have no effect in $folder"
printf '%s\n' "$told"
[[ $told == 'secure untrusted ignores' ]]
