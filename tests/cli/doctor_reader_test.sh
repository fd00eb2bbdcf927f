#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# doctor_reader_test.sh none|contactless|second: the doctor, where the reader is the fault.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
case $1 in
none) export OPENBEID_READER_NAME=none ;;
contactless) export OPENBEID_READER_NAME='Dual CL Reader' ;;
esac
in_private_pcscd "$@"
hide_computer

usb=/sys/bus/usb/devices

# A bus with one reader, of which the kernel knows no user.
make_usb_bus() {
    mkdir -p "$usb/1-2" "$usb/1-2:1.0" "$usb/1-3:1.0"
    printf 'External Reader\n' >"$usb/1-2/product"
    printf '0b\n' >"$usb/1-2:1.0/bInterfaceClass"
    printf '08\n' >"$usb/1-3:1.0/bInterfaceClass"
}

# A program that keeps a device of the bus open, as scdaemon does; until its input ends.
start_scdaemon() {
    local device line
    mkdir -p "$TMPDIR/dev/bus/usb/001" bin
    for device in null tty; do
        : >"$TMPDIR/dev/$device"
        mount --bind "/dev/$device" "$TMPDIR/dev/$device"
    done
    ln -s /proc/self/fd "$TMPDIR/dev/fd" # bash's
    mount --rbind "$TMPDIR/dev" /dev
    : >/dev/bus/usb/001/002
    cp "$(command -v cat)" bin/scdaemon
    coproc taker { exec bin/scdaemon 3</dev/bus/usb/001/002; }
    # shellcheck disable=SC2154 # coproc sets it
    taker_process=$taker_PID taker_input=${taker[1]}
    printf 'there\n' >&"$taker_input"
    read -r line <&"${taker[0]}" # it runs
    equal 'echo' "$line" there
}

end_scdaemon() {
    exec {taker_input}>&-
    wait "$taker_process"
}

if [[ $1 == second ]]; then
    step 'A second reader without driver, beside an empty one'
    mount -t tmpfs none /sys
    make_usb_bus
    finds reader-ready card-none reader-without-driver
    says 'External Reader'
    card_is unknown

    step 'The driver of the reader service has it'
    ln -s /sys/bus/usb/drivers/usbfs "$usb/1-2:1.0/driver"
    mkdir -p /sys/bus/usb/drivers/usbfs
    finds card-none
    says_not reader-without-driver

    step 'scdaemon has it, as it may have a security key: no problem where there is a reader for the eID'
    printf '1\n' >"$usb/1-2/busnum"
    printf '2\n' >"$usb/1-2/devnum"
    start_scdaemon
    finds card-none other-reader-taken
    says "\"evidence\": \"External Reader, scdaemon (process $taker_process)\""
    equal 'codes, the likeliest cause first' \
        "$(json_text code <out | grep -E 'card-none|reader-' | paste -sd ' ')" 'reader-ready card-none other-reader-taken'
    says_not disable-ccid

    step 'With an eID in a reader, others do not matter'
    rm "$usb/1-2:1.0/driver"
    start_card v17-citizen
    finds certificates-in-order
    says_not other-reader-taken
    says_not reader-without-driver
    card_is in_order
    stop_card 0
    end_scdaemon
    exit
fi

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
make_usb_bus
finds reader-without-driver
says 'External Reader'

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
start_scdaemon
finds reader-taken-by-scdaemon
says "scdaemon (process $taker_process)"
end_scdaemon
