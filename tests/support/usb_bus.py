#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# usb_bus.py FIFO: a simulated USB bus for a pcscd that runs with umockdev's preloaded library and
# UMOCKDEV_DIR, which is the line that this program prints. A line "plug" in FIFO plugs in a reader of
# tests/support/usb_reader, "unplug" pulls it out. To be run by umockdev-wrapper.
import os
import sys

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

bus = UMockdev.Testbed.new()
plugged = []  # the interface, then its device


def plug():
    device = bus.add_device(
        "usb", "1-1", None,
        ["idVendor", "1209", "idProduct", "0001", "bConfigurationValue", "1"],
        ["DEVTYPE", "usb_device", "DEVNAME", "/dev/bus/usb/001/002"])
    interface = bus.add_device(
        "usb", "1-1:1.0", device,
        ["bInterfaceClass", "0b", "bInterfaceNumber", "00"],
        ["DEVTYPE", "usb_interface"])
    plugged.extend([interface, device])


def unplug():
    # pcscd looks at what is left when it hears of this, and only a device that is still there can
    # tell: so it is no reader any more by then.
    interface, device = plugged
    bus.set_attribute(device, "idVendor", "0000")
    bus.uevent(interface, "remove")
    bus.remove_device(interface)
    bus.remove_device(device)
    plugged.clear()


print(bus.get_root_dir(), flush=True)
fifo = os.open(sys.argv[1], os.O_RDWR)  # not only to read: no end while nobody writes
with os.fdopen(fifo, "r", encoding="ascii") as commands:
    for line in commands:
        {"plug": plug, "unplug": unplug}[line.strip()]()
