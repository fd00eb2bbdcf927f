#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The doctor and the computer: module, p11-kit, browsers, clock, network. And every code is explained
# in every language, and found by one of the tests.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/clients.sh" # without_prompt
in_private_pcscd "$@"
hide_computer

step 'Nothing registered'
finds module-ready p11kit-not-registered browser-none

step 'p11-kit'
modules=$HOME/.config/pkcs11/modules
mkdir -p "$modules"
printf 'module: %s\n' "$module" >"$modules/one.module"
finds p11kit-registered
cp "$modules/one.module" "$modules/two.module"
finds p11kit-registered-twice
rm "$modules/two.module"
printf 'module: /nowhere/openbeid-pkcs11.so\n' >"$modules/one.module"
finds p11kit-wrong-path

step 'The module'
real_module=$module
module=/nowhere/openbeid-pkcs11.so
finds module-missing
module=$PWD/openbeid-pkcs11.so
printf 'no library\n' >"$module"
finds module-not-loadable
if proxy=$(pkg-config --variable=proxy_module p11-kit-1 2>/dev/null) && [[ -r $proxy ]]; then
    module=$proxy # a module that is not ours has not our version
    finds module-other-version
else
    printf 'SKIPPED: the module of p11-kit is not installed (Debian package libp11-kit-dev)\n'
fi
module=$real_module

step 'Settings that the module ignores'
settings=$HOME/.config/openbeid/openbeid.toml
mkdir -p "${settings%/*}"
printf '# mine\npin_entry = "modul"\n' >"$settings"
finds module-ready settings-ignored
says "$settings, line 2: "
printf 'pin_entry = "module"\nthis is no TOML\n' >"$settings"
finds settings-ignored
says "$settings, line 2: not TOML"
printf 'pin_entry = "module"\nlog = "file"\n' >"$settings"
chmod o+w "$settings"
finds settings-ignored
says "$settings is ignored: everybody can write to it"
chmod o-w "$settings"
examine en
says_not settings-ignored out.en
OPENBEID_LOCK_TIMEOUT=soon finds settings-ignored
says OPENBEID_LOCK_TIMEOUT
rm "$settings"

step 'Sandboxed browsers, and what else a profile can hold'
snap=$HOME/snap/firefox/common/.mozilla/firefox
flatpak=$HOME/.var/app/org.mozilla.firefox/.mozilla/firefox
native=$HOME/.mozilla/firefox
for root in "$snap" "$flatpak" "$native"; do
    mkdir -p "$root/one.default"
    printf '[Profile0]\nIsRelative=1\nPath=one.default\n' >"$root/profiles.ini"
done
list=$native/one.default/pkcs11.txt
printf 'user_pref("security.utility_pkcs11_module_process.enabled", true);\n' >"$native/one.default/prefs.js"
printf 'library=/usr/lib/libbeidpkcs11.so.0\nname=Belgium eID\n\nlibrary=opensc-pkcs11.so\nname=OpenSC\n\n' \
    >"$list"
finds browser-snap browser-flatpak browser-not-registered firefox-utility-process \
    other-module-official other-module-opensc-interferes
printf 'library=%s\nname=OpenBeID\n\nlibrary=opensc-pkcs11.so\nname=OpenSC\nNSS=slotParams={0x0=[slotFlags=PublicCerts ] }\n\n' \
    "$module" >"$list"
finds browser-registered other-module-opensc
printf 'library=/usr/lib/p11-kit-proxy.so\nname=p11-kit-proxy\n\nlibrary=%s\nname=OpenBeID\n\n' "$module" >"$list"
examine en
says_not other-module-opensc out.en # p11-kit does not know OpenSC
opensc_file=$modules/opensc.module
printf '# OpenSC\nmodule: opensc-pkcs11.so\n' >"$opensc_file"
finds browser-registered other-module-opensc-by-p11kit
printf 'disable-in: firefox, p11-kit-proxy\n' >>"$opensc_file"
examine en
says_not other-module-opensc out.en
rm "$opensc_file"
printf 'library=%s\nname=Root Certs\n' "$module" >"$list"
finds browser-bad-name
printf 'library=/nowhere/openbeid-pkcs11.so\nname=OpenBeID\n' >"$list"
finds browser-wrong-path
printf 'library=%s\nname=OpenBeID\n' "$module" >"$list"
finds browser-registered
printf '\nlibrary=%s\nname=again\n' "$module" >>"$list"
finds browser-registered-twice
# other-module-opensc-wins needs a card, and is found by browsers_opensc_test.sh.

spoken=(en) # what is said in the others is compared with the table

step 'A Snap that may not use the reader service'
mkdir -p /var/lib/snapd 2>/dev/null || true
if [[ -d /var/lib/snapd ]]; then
    mount -t tmpfs nothing /var/lib/snapd
    rules=/var/lib/snapd/apparmor/profiles
    mkdir -p "$rules"
    printf 'profile "snap.firefox.firefox" {\n}\n' >"$rules/snap.firefox.firefox"
    finds snap-pcscd-not-connected
    says '"evidence": "firefox"'
    printf 'profile "snap.firefox.firefox" {\n/{var/,}run/pcscd/pcscd.comm rw,\n}\n' \
        >"$rules/snap.firefox.firefox"
    examine en
    says_not snap-pcscd-not-connected out.en
else
    printf 'SKIPPED: there is no folder /var/lib/snapd, and this user can not make it\n'
fi

step 'Firefox in Troubleshoot Mode, as the command line and as its menu start it'
mkdir bin
cp "$(command -v perl)" bin/firefox
firefox() { # as long as its standard input is open
    exec bin/firefox -e '$| = 1; print "runs\n"; <STDIN>;' -- "$@"
}
# What bash tells of a coprocess is gone as soon as that has ended, so it is kept.
start_firefox() { # ARGUMENT...
    coproc browser { firefox "$@"; }
    # shellcheck disable=SC2154 # coproc sets them
    firefox_pid=$browser_PID
    read -r _ <&"${browser[0]}"
}
end_firefox() {
    kill "$firefox_pid"
    wait "$firefox_pid" || true
}
start_firefox --safe-mode
finds firefox-troubleshoot-mode
says "firefox (process $firefox_pid)"
end_firefox
MOZ_SAFE_MODE_RESTART=1 start_firefox
finds firefox-troubleshoot-mode
end_firefox
start_firefox --new-window
examine en
says_not firefox-troubleshoot-mode out.en
end_firefox

spoken=(en fr nl de)

step 'A browser of the family of Chromium that has no database yet'
mkdir -p "$HOME/.config/chromium"
finds browser-not-registered
says "Chromium, $HOME/.local/share/pki/nssdb"

step 'The environment'
export https_proxy=http://user:secret@proxy.test
finds proxy-set
says_not secret
unset https_proxy

step 'A clock that shows a day before the program was installed'
mkdir -p moved
cp --recursive --no-dereference "$build/bin" "$build/share" moved
touch --date '+10 days' moved/bin/openbeid
doctor=$PWD/moved/bin/openbeid
finds clock-wrong
doctor=$cli

step 'What the module asks for the PIN with'
prefix=$(sed -n 's/^CMAKE_INSTALL_PREFIX:[A-Z]*=//p' "$build/CMakeCache.txt")
if [[ $prefix == /usr ]]; then
    printf 'SKIPPED: a build for /usr would find the prompt that is installed there\n'
else
    without_prompt
    finds prompt-missing
    says "$helper_folder/openbeid-pin-prompt"
    printf 'prompt = "never"\n' >"$settings" # as on a kiosk
    examine en
    says_not prompt-missing out.en
    printf 'prompt = "never"\npin_entry = "module"\n' >"$settings"
    finds prompt-missing
    rm "$settings"
    ln -s "$build/libexec/openbeid-pin-prompt" "$helper_folder/"
    for program in {/usr,/usr/local,/run/current-system/sw}/bin/pinentry*; do
        [[ ! -x $program ]] || mount --bind /dev/null "$(readlink -f "$program")"
    done
    finds pinentry-missing
    OPENBEID_PROMPT=never examine en
    says_not pinentry-missing out.en
    says_not prompt-missing
    printf '#!/bin/sh\n' >pinentry
    chmod 755 pinentry
    for program in {/usr,/usr/local}/bin/pinentry; do
        [[ ! -e $program ]] || mount --bind pinentry "$(readlink -f "$program")"
    done
    if [[ -x /usr/bin/pinentry || -x /usr/local/bin/pinentry ]]; then
        examine en
        says_not pinentry-missing out.en
    else
        printf 'SKIPPED: pinentry is not installed (Debian package pinentry-tty)\n'
    fi
fi

step 'Every code is explained in every language, and found by a test'
"$cli" explain >list </dev/null
while IFS= read -r line; do
    code=${line%%:*}
    for language in en fr nl de; do
        exits 0 explain "$code" --lang "$language"
        (($(wc -l <out) >= 2)) || fail "Nothing about $code"
        mv out "text.$language"
    done
    for language in fr nl de; do
        ! cmp --silent text.en "text.$language" || fail "$code is not translated: $language"
    done
    grep --quiet --word-regexp --fixed-strings -- "$code" "$repository"/tests/cli/doctor_*_test.sh ||
        fail "No test finds $code."
done <list
(($(wc -l <list) >= 40)) || fail 'Few codes.'
