#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# doctor_reader_test.sh none|contactless: the doctor, where the reader is the fault.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
case $1 in
none) export OPENBEID_READER_NAME=none ;;
contactless) export OPENBEID_READER_NAME='Dual CL Reader' ;;
esac
in_private_pcscd "$@"
hide_computer

if [[ $1 == contactless ]]; then
    step 'A card on the contactless part'
    start_card foreign
    finds card-contactless
    card_is unknown
    stop_card 0
    exit
fi

step 'No reader'
mount -t tmpfs none /sys
finds reader-none
card_is unknown

step 'A reader on the USB bus that the reader service does not list'
usb=/sys/bus/usb/devices
mkdir -p "$usb/1-2" "$usb/1-2:1.0" "$usb/1-3:1.0"
printf 'Virtual Reader\n' >"$usb/1-2/product"
printf '0b\n' >"$usb/1-2:1.0/bInterfaceClass"
printf '08\n' >"$usb/1-3:1.0/bInterfaceClass"
finds reader-without-driver
says 'Virtual Reader'

step 'Chromium was started before the reader was plugged in, or after it'
mkdir -p "$HOME/.config/chromium" /run/udev/data
ln -s "computer-$$" "$HOME/.config/chromium/SingletonLock" # this script is that browser
read -r up _ </proc/uptime
printf '189:1\n' >"$usb/1-2/dev"
printf 'I:%s000000\n' "$((${up%.*} + 60))" >/run/udev/data/c189:1
finds chromium-before-reader
says '"evidence": "Chromium"'
printf 'I:1\n' >/run/udev/data/c189:1
examine en
says_not chromium-before-reader out.en
rm "$HOME/.config/chromium/SingletonLock"

step 'scdaemon has it'
mkdir -p "$TMPDIR/dev/bus/usb/001" bin
for device in null tty; do
    : >"$TMPDIR/dev/$device"
    mount --bind "/dev/$device" "$TMPDIR/dev/$device"
done
mount --rbind "$TMPDIR/dev" /dev
: >/dev/bus/usb/001/002
cp "$(command -v cat)" bin/scdaemon
coproc taker { exec bin/scdaemon 3</dev/bus/usb/001/002; }
# shellcheck disable=SC2154 # coproc sets it
taker_process=$taker_PID taker_input=${taker[1]}
printf 'there\n' >&"$taker_input"
read -r line <&"${taker[0]}" # it runs
equal 'echo' "$line" there
finds reader-taken-by-scdaemon
says "scdaemon (process $taker_process)"
exec {taker_input}>&-
wait "$taker_process"
