#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# browser_test.sh BROWSER GROUP [CASE]: people log in to the portal with a real browser, a virtual
# card and a fresh profile. BROWSER is firefox or chromium; groups and cases are in run.py.
# What the screen showed, and what the module logged, is left in browsers/BROWSER of the build.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
if [[ ${2-} == *_reader ]]; then # a reader on a USB bus, which is not plugged in yet
    need_usb_bus
fi
case ${2-} in
pad | second_reader) in_private_pcscd_with_pad "$@" ;;
*) in_private_pcscd "$@" ;;
esac

case $1 in
firefox) need firefox-esr firefox-esr ;;
chromium) need chromium chromium ;;
*) fail "Unknown browser: $1" ;;
esac
need Xvfb xvfb
need xdotool xdotool
need certutil libnss3-tools
need /usr/bin/python3 python3
exec /usr/bin/python3 -B "$repository/tests/browsers/run.py" "$@"
