// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/codes.hpp"
#include "text.hpp"

#include <array>

namespace openbeid::cli {

/// What lies between the card and the portal: module, browsers, clock, network.
inline constexpr std::array computer_codes{
    Code{"module-ready",
         Severity::fine,
         mark("The PKCS#11 module is installed and can be loaded"),
         "",
         mark("The module is what browsers load to use the card.")},
    Code{"module-missing",
         Severity::problem,
         mark("The PKCS#11 module is not where it should be"),
         mark("Install OpenBeID again."),
         mark("Browsers load the module openbeid-pkcs11.so. Without it they see no card.")},
    Code{"module-not-loadable",
         Severity::problem,
         mark("The PKCS#11 module can't be loaded"),
         mark("Install what it says is missing, or OpenBeID again."),
         mark("The file is there, but the computer can't load it: a library that it needs is "
              "missing, "
              "or it was built for another processor.")},
    Code{"module-other-version",
         Severity::warning,
         mark("The PKCS#11 module is of another version than this program"),
         mark("Install OpenBeID again, and restart the browsers."),
         mark("Two versions are installed side by side. Browsers may load the other one.")},
    Code{"settings-ignored",
         Severity::warning,
         mark("A setting has no effect"),
         mark("Correct it or take it away. The openbeid.toml that comes with the documentation "
              "explains each setting."),
         mark("The module skips mistakes in openbeid.toml and in the environment, and tells them "
              "only in its log, which is off by default.")},
    Code{"prompt-missing",
         Severity::warning,
         mark("The program that asks for the PIN is not where it should be"),
         mark("Install OpenBeID again."),
         mark("Most programs ask for the PIN themselves. Web eID and eID Viewer always leave it to "
              "the module, and so do Java and newer browsers for a legally binding signature. The "
              "module asks with openbeid-pin-prompt; without it what they do with the PIN fails.")},
    Code{"pinentry-missing",
         Severity::warning,
         mark("No pinentry is installed: no window can ask for the PIN"),
         mark("Install one, for example: sudo apt install pinentry-gnome3"),
         mark("Most programs ask for the PIN themselves. Web eID and eID Viewer always leave it to "
              "the module, and so do Java and newer browsers for a legally binding signature. The "
              "module asks with the pinentry of the system; without one what they do with the PIN "
              "fails.")},
    Code{"p11kit-registered",
         Severity::fine,
         mark("p11-kit knows the module"),
         "",
         mark("Programs that use p11-kit (GnuTLS, GNOME, OpenConnect and others) find the card.")},
    Code{
        "p11kit-not-registered",
        Severity::hint,
        mark("p11-kit does not know the module"),
        "",
        mark(
            "Firefox and Chromium of Debian do not need that. Programs that use p11-kit (GnuTLS, "
            "GNOME, OpenConnect and others) do not see the card. A file "
            "~/.config/pkcs11/modules/openbeid.module with the line module: and the path registers "
            "it.")},
    Code{"p11kit-wrong-path",
         Severity::warning,
         mark("p11-kit is told to load our module from where it is not"),
         mark("Correct the line module: in that file."),
         mark("The file of p11-kit names a module that does not exist; programs skip it.")},
    Code{"p11kit-registered-twice",
         Severity::warning,
         mark("p11-kit is told of the module twice"),
         mark("Remove one of the files."),
         mark("Every certificate shows twice in programs that use p11-kit.")},
    Code{"browser-registered",
         Severity::fine,
         mark("The module is registered"),
         "",
         mark("The browser loads the module when it starts.")},
    Code{"browser-none",
         Severity::hint,
         mark("No browser with a profile was found"),
         "",
         mark("Firefox makes its profile when it is first started, Chromium its database of "
              "certificates too. Start the browser once, then look again.")},
    Code{"browser-not-registered",
         Severity::problem,
         mark("The module is not registered"),
         mark("Close the browser and run: openbeid browsers enable"),
         mark("The browser does not know the module, so it shows no certificate when a portal asks "
              "for one.")},
    Code{"browser-wrong-path",
         Severity::problem,
         mark("The browser is told to load the module from where it is not"),
         mark("Close the browser and run: openbeid browsers repair"),
         mark("The module was moved or removed after it was registered. The browser shows no "
              "certificate.")},
    Code{"browser-registered-twice",
         Severity::warning,
         mark("The module is registered twice"),
         mark("Close the browser and run: openbeid browsers repair"),
         mark("Every certificate shows twice, and the two copies share the card for nothing.")},
    Code{"browser-bad-name",
         Severity::warning,
         mark("The module is registered as \"Root Certs\", a name that Firefox deletes"),
         mark("Close the browser and run: openbeid browsers repair"),
         mark("Firefox takes an entry with that name for a leftover of its own and removes it when "
              "it "
              "starts.")},
    Code{"browser-snap",
         Severity::warning,
         mark("This browser is a Snap: it can't load a module from outside"),
         mark("Use the browser's package (deb) of Mozilla or Debian instead of the Snap."),
         mark("A Snap sees only modules that come with it. Firefox as a deb, from Mozilla's own "
              "repository, works.")},
    Code{
        "browser-flatpak",
        Severity::warning,
        mark("This browser is a Flatpak: it can't load a module from outside"),
        mark("Use the browser's package (deb or rpm) instead of the Flatpak."),
        mark(
            "A Flatpak does not see the files of the computer, and needs a pcsc-lite that fits the "
            "computer's.")},
    Code{"snap-pcscd-not-connected",
         Severity::warning,
         mark("A Snap may not use the reader service: its plug pcscd is not connected"),
         mark("Run, with the name of the Snap: sudo snap connect NAME:pcscd"),
         mark("A Snap reaches card readers only through the interface pcscd. The rules that snapd "
              "made for this one do not allow the socket of pcscd.")},
    Code{"chromium-before-reader",
         Severity::warning,
         mark("This browser was started before the card reader was plugged in"),
         mark("Close all its windows and start it again."),
         mark("Chromium and the browsers that are built from it know only the readers that were "
              "there when they started. Firefox finds new ones by itself.")},
    Code{
        "firefox-troubleshoot-mode",
        Severity::problem,
        mark("Firefox runs in Troubleshoot Mode and loads no modules"),
        mark("Close Firefox and start it again as usual."),
        mark(
            "In Troubleshoot Mode (before, Safe Mode) Firefox leaves out everything that was added "
            "to it, the modules for cards too, so it shows no certificate.")},
    Code{"firefox-utility-process",
         Severity::warning,
         mark("Firefox is set to load modules in a process of its own, an unfinished setting"),
         mark("In about:config reset security.utility_pkcs11_module_process.enabled."),
         mark("With this setting a released Firefox shows no certificates of cards.")},
    Code{"other-module-official",
         Severity::warning,
         mark("The official middleware is registered too"),
         mark("Remove one of the two from the browser; they do the same."),
         mark("Two modules for one card show every certificate twice, and a login fails when the "
              "browser takes the copy of the module that can't do it.")},
    Code{"other-module-opensc",
         Severity::hint,
         mark("OpenSC is registered too, and leaves the eID to our module"),
         "",
         mark("OpenSC shows the eID too. Browsers take the certificate of the module that comes "
              "first, which is ours; OpenSC stays for other cards.")},
    Code{
        "other-module-opensc-interferes",
        Severity::warning,
        mark("OpenSC is registered too, and interferes with our module"),
        mark("Close the browser and run: openbeid browsers enable --fix-opensc"),
        mark(
            "OpenSC shows the eID too. Browsers take the certificate of the module that comes "
            "first, but not every login works with OpenSC; and Firefox asks for OpenSC's PIN "
            "before it lists certificates. OpenSC has no settings of a single user that would make "
            "it leave the eID alone; so our module goes before it, and the browser is told that "
            "OpenSC's certificates need no PIN. OpenSC stays for other cards.")},
    Code{"other-module-opensc-by-p11kit",
         Severity::warning,
         mark("OpenSC comes with p11-kit's proxy, and interferes with our module"),
         mark("Close the browser and run: openbeid browsers enable --fix-opensc"),
         mark("The browser loads the modules that p11-kit knows through its proxy, p11-kit-proxy, "
              "and "
              "OpenSC is one of them. It shows the eID too, as if it were registered itself. The "
              "command puts our module before the proxy in the browser, and tells the browser that "
              "the proxy's certificates need no PIN; nothing of p11-kit or OpenSC is changed, and "
              "both stay for other cards.")},
    Code{
        "other-module-opensc-wins",
        Severity::problem,
        mark("With this card the browser uses OpenSC, not our module"),
        mark("Close the browser and run: openbeid browsers enable --fix-opensc"),
        mark(
            "NSS, which the browser asks for certificates, was asked which copy of the certificate "
            "it takes: that of OpenSC, because OpenSC comes first. A login can fail then.")},
    Code{"clock-wrong",
         Severity::problem,
         mark("The clock of this computer is wrong"),
         mark("Set it: sudo timedatectl set-ntp true"),
         mark("Portals and browsers refuse certificates that are, by the clock, not yet valid or "
              "expired. The clock is before the day on which this program was installed.")},
    Code{"proxy-set",
         Severity::warning,
         mark("The environment sends web traffic through a proxy"),
         mark("If logging in fails, try without the proxy, or exempt *.belgium.be (no_proxy)."),
         mark("A proxy, or a virus scanner, that opens HTTPS connections can't pass on the login "
              "with "
              "the card: only the browser itself has the card.")},
};

} // namespace openbeid::cli
