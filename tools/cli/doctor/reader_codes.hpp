// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/codes.hpp"
#include "text.hpp"

#include <array>

namespace openbeid::cli {

/// From the USB bus to the reader service.
inline constexpr std::array reader_codes{
    Code{"reader-ready",
         Severity::fine,
         mark("The card reader is ready"),
         "",
         mark("The reader is connected, and the reader service (pcscd) answers and lists it.")},
    Code{
        "reader-none",
        Severity::problem,
        mark("No card reader is connected"),
        mark("Connect a USB card reader by cable."),
        mark(
            "Neither the USB bus nor the reader service (pcscd) shows a smart card reader. Readers "
            "that work over Bluetooth have to be cabled; a reader for memory cards (SD) is none.")},
    Code{"reader-unknown",
         Severity::problem,
         mark("No reader has the name or number that --reader gives"),
         mark("Choose one that this lists: openbeid readers"),
         mark("Only readers whose name contains what --reader gives are looked at, or the one of "
              "that number. There are others.")},
    Code{"reader-without-driver",
         Severity::problem,
         mark("A reader is on the USB bus, but the reader service does not list it"),
         mark("Install the package libccid, then unplug the reader and plug it in again."),
         mark("The reader service (pcscd) needs a driver for the reader. Nearly all readers work "
              "with "
              "the package libccid (elsewhere called ccid or pcsc-lite-ccid). Another program, for "
              "example scdaemon of GnuPG, may also have taken the reader for itself.")},
    Code{"reader-taken-by-scdaemon",
         Severity::problem,
         mark("GnuPG (scdaemon) has taken the reader for itself"),
         mark("Run: gpgconf --kill scdaemon. For good: add the line disable-ccid to "
              "~/.gnupg/scdaemon.conf."),
         mark("scdaemon can speak to a reader without the reader service, and then nobody else can "
              "use it. With disable-ccid it shares the reader through pcscd.")},
    Code{"other-reader-taken",
         Severity::hint,
         mark("GnuPG (scdaemon) has another reader for itself"),
         mark("If your identity card is in that one, run: gpgconf --kill scdaemon"),
         mark("The reader service (pcscd) has a reader that is ready, so nothing is wrong unless "
              "the card is in the other one. A security key, for example a YubiKey, is a reader "
              "too, and GnuPG may keep that for itself.")},
    Code{"pcscd-not-installed",
         Severity::problem,
         mark("The reader service pcscd is not installed"),
         mark("Install it: sudo apt install pcscd libccid"),
         mark("Programs reach card readers through the service pcscd (package pcscd, elsewhere "
              "pcsc-lite). Without it no card can be read.")},
    Code{"pcscd-not-running",
         Severity::problem,
         mark("The reader service pcscd is not running"),
         mark("Start it: sudo systemctl enable --now pcscd.socket"),
         mark("pcscd is installed, but nobody listens at its socket. Its systemd unit pcscd.socket "
              "starts it when a program needs it.")},
    Code{
        "pcscd-dead",
        Severity::problem,
        mark("The socket of the reader service is there, but nobody answers"),
        mark("Start it again: sudo systemctl restart pcscd.socket pcscd.service"),
        mark(
            "pcscd has died, or its folder belongs to another system (a container or a sandbox).")},
    Code{"pcscd-socket-forbidden",
         Severity::problem,
         mark("This user may not open the socket of the reader service"),
         mark("Look at the rights of /run/pcscd; in a sandbox allow access to pcscd."),
         mark("The socket of pcscd is there but can't be opened. In a Snap the plug pcscd must be "
              "connected, a Flatpak needs --socket=pcsc.")},
    Code{
        "pcscd-refuses",
        Severity::problem,
        mark("The reader service refuses this user (polkit)"),
        mark("Log in at this computer itself, not from afar, or have the administrator allow "
             "org.debian.pcsc-lite.access_pcsc in polkit."),
        mark(
            "pcscd asks polkit whether a user may use readers and cards. Usually only somebody who "
            "sits at the computer may: not in a remote session, a container or a service.")},
    Code{"pcscd-refuses-hidepid",
         Severity::problem,
         mark("The reader service refuses this user because /proc is mounted with hidepid"),
         mark("Have the administrator exempt polkitd from hidepid (the mount option gid=)."),
         mark("polkit finds out in /proc who asks. Mounted with hidepid, /proc hides that from it, "
              "and polkit refuses everybody.")},
    Code{
        "pcscd-other-protocol",
        Severity::problem,
        mark("The reader service speaks another version of its protocol than this program"),
        mark("Install the same version of pcsc-lite on both sides; outside of a Flatpak or Snap it "
             "works."),
        mark("The library in the program and the service pcscd have to fit. In a Flatpak or Snap "
             "the "
             "library can be older or newer than the service of the computer.")},
    Code{
        "pcscd-silent",
        Severity::problem,
        mark("The reader service does not answer in time"),
        mark("Restart it: sudo systemctl restart pcscd.service"),
        mark("pcscd took the question but gave no answer. A reader or its driver hangs, or another "
             "program holds a card without end.")},
    Code{"card-none",
         Severity::problem,
         mark("There is no card in the reader"),
         mark("Insert your identity card with the chip first and facing up."),
         mark("The reader works and is empty. Push the card in until it stops.")},
    Code{"card-mute",
         Severity::problem,
         mark("The card in the reader gives no sign of life"),
         mark("Take it out, wipe the chip with a soft cloth, and insert it with the chip first and "
              "facing up."),
         mark("The card does not answer. Usually it lies upside down or the wrong way round; the "
              "chip "
              "may be dirty, or the contacts of the reader worn. If it is mute in another reader "
              "too, "
              "the chip is broken: your municipality replaces the card.")},
    Code{"card-contactless",
         Severity::problem,
         mark("A card lies on the contactless part of the reader"),
         mark("Push the card into the slot of the reader."),
         mark("The eID works by its contacts only. What a contactless reader sees of it is another "
              "chip, which can't log in.")},
    Code{"card-foreign",
         Severity::problem,
         mark("The card in the reader is no Belgian identity card"),
         mark("Insert your identity card."),
         mark("The card answers, but has not the application of the Belgian eID: a bank card, for "
              "example.")},
    Code{"card-held",
         Severity::problem,
         mark("Another program keeps the card to itself"),
         mark("Close that program; for scdaemon: gpgconf --kill scdaemon."),
         mark("A program that opens the card exclusively, or never ends its transaction, shuts out "
              "every other one.")},
    Code{"card-disturbed",
         Severity::problem,
         mark("The exchange with the card was disturbed"),
         mark("Take the card out, insert it again, and try another USB port or reader."),
         mark("The card was found but could not be read: bad contacts, a reader with too little "
              "power, or a worn chip.")},
};

} // namespace openbeid::cli
