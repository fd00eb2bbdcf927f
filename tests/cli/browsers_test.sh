#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Registration in browsers: in a fresh home, an old one and both; never twice; undone without a trace.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need modutil libnss3-tools
need certutil libnss3-tools
need jq jq
in_private_pcscd "$@"
unset XDG_DATA_HOME XDG_CONFIG_HOME

listing() { # DIRECTORY
    modutil -dbdir "sql:$1" -rawlist 2>/dev/null | grep -c 'openbeid-pkcs11.so' || true
}

database() { # DIRECTORY
    mkdir -p "$1"
    certutil -N -d "sql:$1" --empty-password
}

# What JSON says of the first database.
of_first() {
    jq -c '.databases[0] | [.state, .exists, [.modules[].name], .result]' out
}

step 'No browser: all keys all the same'
for verb in status enable disable; do
    PATH=$TMPDIR/no-programs exits 0 browsers "$verb" --json --module "$module"
    equal "databases of $verb" "$(jq -c .databases out)" '[]'
    equal "keys of $verb" "$(jq -r 'keys_unsorted | join(" ")' out)" 'databases libreoffice_choose policies'
done
PATH=$TMPDIR/no-programs exits 0 browsers status --module "$module"
says 'No browser with a profile was found.'

step 'A fresh home: the new database of Chromium only'
mkdir -p "$HOME/.config/chromium"
exits 0 browsers enable --module "$module" --json
equal 'as it is now' "$(of_first)" '["registered",true,["Belgian eID"],"changed"]'
new=$HOME/.local/share/pki/nssdb
equal 'entries' "$(listing "$new")" 1
exits 0 browsers disable --module "$module" --json
equal 'as it is now' "$(of_first)" '["not_registered",true,[],"changed"]'
rm -r "$HOME/.local"
exits 0 browsers enable --module "$module"
equal 'entries' "$(listing "$new")" 1
[[ ! -e $HOME/.pki ]] || fail 'The old place was made too.'
exits 0 browsers enable --module "$module"
equal 'entries after a second time' "$(listing "$new")" 1

step 'An old home, and both'
rm -r "$HOME/.local"
database "$HOME/.pki/nssdb"
exits 0 browsers enable --module "$module"
equal 'entries' "$(listing "$HOME/.pki/nssdb")" 1
[[ ! -e $new ]] || fail 'The new place was made although the old one is there.'
database "$new"
exits 0 browsers enable --module "$module"
equal 'entries' "$(listing "$new")" 1
exits 0 browsers status --json --module "$module"
equal 'registered' "$(grep -c '"state": "registered"' out)" 2

step 'Firefox: every profile; other modules stay'
profile=$HOME/.mozilla/firefox/abc.default
database "$profile"
printf '[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\n' >"$HOME/.mozilla/firefox/profiles.ini"
modutil -dbdir "sql:$profile" -rawlist >before 2>/dev/null
exits 0 browsers enable --module "$module"
equal 'entries' "$(listing "$profile")" 1
exits 0 browsers disable --module "$module"
modutil -dbdir "sql:$profile" -rawlist >after 2>/dev/null
diff before after
exits 0 browsers status --json --module "$module"
equal 'registered' "$(grep -c '"state": "registered"' out)" 0

step 'Thunderbird: its profiles, of the deb; those of a Snap or Flatpak are named'
for root in .thunderbird snap/thunderbird/common/.thunderbird .var/app/org.mozilla.Thunderbird/.thunderbird; do
    database "$HOME/$root/mail.default"
    printf '[Profile0]\nIsRelative=1\nPath=mail.default\n' >"$HOME/$root/profiles.ini"
done
exits 1 browsers enable --module "$module"
says 'a Snap or Flatpak'
equal 'entries' "$(listing "$HOME/.thunderbird/mail.default")" 1
exits 0 browsers status --json --module "$module"
equal 'packagings' \
    "$(jq --raw-output '[.databases[] | select(.browser == "Thunderbird") | .packaging] | join(" ")' out)" \
    'native snap flatpak'
exits 0 browsers disable --module "$module"
rm -r "$HOME/.thunderbird" "$HOME/snap" "$HOME/.var"

step 'LibreOffice: what its user has chosen; what he has to choose, if it finds nothing by itself'
settings=$HOME/.config/libreoffice/4/user
mkdir -p "$settings"
chosen() { # DIRECTORY, as XML
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items>\n%s%s%s\n</oor:items>\n' \
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="CertDir" oor:op="fuse"><value>' \
        "$1" '</value></prop></item>' >"$settings/registrymodifications.xcu"
}
database "$HOME/my&certificates"
chosen "$HOME/my&amp;certificates"
exits 0 browsers enable --module "$module"
equal 'entries' "$(listing "$HOME/my&certificates")" 1
exits 0 browsers status --json --module "$module"
equal 'directory' "$(jq --raw-output '.databases[] | select(.browser == "LibreOffice") | .directory' out)" \
    "$HOME/my&certificates"
exits 0 browsers disable --module "$module"
equal 'entries' "$(listing "$HOME/my&certificates")" 0
chosen "$HOME/nowhere"
exits 0 browsers status --json --module "$module"
says_not '"browser": "LibreOffice"'
equal 'to choose' "$(jq --raw-output .libreoffice_choose out)" '' # it finds Firefox's profile
mkdir -p "$HOME/.config/mozilla"
mv "$HOME/.mozilla/firefox" "$HOME/.config/mozilla/firefox"
exits 0 browsers enable --module "$module"
says "choose $HOME/.config/mozilla/firefox/abc.default in its options"
chosen "$HOME/.config/mozilla/firefox/abc.default"
exits 0 browsers enable --module "$module"
says_not 'in its options'
mv "$HOME/.config/mozilla/firefox" "$HOME/.mozilla/firefox"
rm -r "$settings"
exits 0 browsers disable --module "$module"

step 'A wrong path and a double entry are found and repaired'
cp "$module" "$TMPDIR/openbeid-pkcs11.so"
modutil -dbdir "sql:$profile" -add old -libfile "$TMPDIR/openbeid-pkcs11.so" -force >/dev/null 2>&1
"$cli" doctor --json --module "$module" >out </dev/null || true
says '"code": "browser-wrong-path"'
# Not by modutil, which refuses a second copy; other programs do not.
printf 'library=%s\nname=second\n\n' "$module" >>"$profile/pkcs11.txt"
"$cli" doctor --json --module "$module" >out </dev/null || true
says '"code": "browser-registered-twice"'
exits 0 browsers repair --module "$module"
equal 'entries' "$(listing "$profile")" 1
"$cli" doctor --fix --json --module "$module" >out </dev/null || true
says '"fixed": true'
exits 0 browsers status --json --module "$module"
equal 'registered' "$(grep -c '"state": "registered"' out)" 3

step 'Not while the browser runs'
exits 0 browsers disable --module "$module"
ln -s "127.0.1.1:+$$" "$profile/lock"
exits 1 browsers enable --module "$module"
says 'close Firefox first'
equal 'entries' "$(listing "$profile")" 0
ln -s "$(hostname)-$$" "$HOME/.config/chromium/SingletonLock"
exits 0 browsers status --json --module "$module"
says '"running": true'
rm "$profile/lock" "$HOME/.config/chromium/SingletonLock"

step "By p11-kit's proxy it is registered too, unless p11-kit keeps it from the proxy"
proxy=$(pkg-config --variable=proxy_module p11-kit-1)
[[ -e $proxy ]] || fail "p11-kit's proxy is not installed (Debian package p11-kit-modules)"
files=$(pkg-config --variable=p11_module_configs p11-kit-1)
mount -t tmpfs modules "$files"
modutil -dbdir "sql:$profile" -add p11-kit-proxy -libfile "$proxy" -force >/dev/null 2>&1
cp "$profile/pkcs11.txt" before
state_with() { # LINE... of p11-kit's file
    printf '%s\n' "$@" >"$files/openbeid.module"
    exits 0 browsers status --json --module "$module"
    jq --raw-output ".databases[] | select(.directory == \"$profile\") | .state" out
}
equal 'without us' "$(state_with "module: $proxy")" not_registered
equal 'a module that is not there' "$(state_with 'module: /nowhere/openbeid-pkcs11.so')" not_registered
equal 'kept from it' "$(state_with "module: $module" 'disable-in: p11-kit-proxy')" not_registered
equal 'for another program' "$(state_with "module: $module" 'enable-in: evolution')" not_registered
equal 'for it' "$(state_with "module: $module" 'enable-in: p11-kit-proxy')" registered
equal 'with us' "$(state_with "module: $module")" registered
exits 0 browsers enable --module "$module"
says "$profile): nothing to do"
cmp before "$profile/pkcs11.txt"
"$cli" doctor --json --module "$module" >out </dev/null || true
equal 'the doctor' "$(jq --raw-output ".findings[] | select(.evidence == \"Firefox, $profile\") | .code" out)" browser-registered

step "With an entry of our own beside p11-kit's proxy it is registered twice"
{
    cat before
    printf 'library=%s\nname=Belgian eID\n\n' "$module"
} >both
cp both "$profile/pkcs11.txt"
equal 'both' "$(state_with "module: $module")" twice
"$cli" doctor --json --module "$module" >out </dev/null || true
equal 'the doctor' "$(jq --raw-output ".findings[] | select(.evidence == \"Firefox, $profile\") | .code" out)" browser-registered-twice
exits 0 browsers repair --module "$module"
cmp before "$profile/pkcs11.txt"
equal 'repaired' "$(state_with "module: $module")" registered
cp both "$profile/pkcs11.txt"
exits 0 browsers enable --module "$module"
cmp before "$profile/pkcs11.txt"
cp both "$profile/pkcs11.txt"
equal 'kept from the proxy' "$(state_with "module: $module" 'disable-in: p11-kit-proxy')" registered
exits 0 browsers repair --module "$module"
cmp both "$profile/pkcs11.txt"

step "… unless it is what keeps our module before OpenSC's"
block() { # PATTERN: the block of the list that has it
    awk -v RS= -v ORS='\n\n' -v pattern="$1" '$0 ~ pattern' both
}
opensc_block=$'library=opensc-pkcs11.so\nname=OpenSC\n'
{
    block 'NSS Internal'
    block 'name=Belgian eID'
    printf '%s\n' "$opensc_block"
    block p11-kit-proxy
} >"$profile/pkcs11.txt"
cp "$profile/pkcs11.txt" needed
equal 'needed' "$(state_with "module: $module")" registered
exits 0 browsers repair --module "$module"
cmp needed "$profile/pkcs11.txt"
{
    block 'NSS Internal'
    printf '%s\n' "$opensc_block"
    block p11-kit-proxy
    block 'name=Belgian eID'
} >"$profile/pkcs11.txt"
equal 'not first either' "$(state_with "module: $module")" twice
exits 0 browsers enable --fix-opensc --module "$module"
equal 'our module first, and once' "$(sed -n 's/^name=//p' "$profile/pkcs11.txt" | tail -n +2 | paste -sd ,)" \
    'p11-kit-proxy,OpenSC'
cp before "$profile/pkcs11.txt"

step "A Flatpak has a p11-kit of its own"
flatpak=$HOME/.var/app/org.mozilla.firefox/.mozilla/firefox
database "$flatpak/one.default"
printf '[Profile0]\nIsRelative=1\nPath=one.default\n' >"$flatpak/profiles.ini"
cp "$profile/pkcs11.txt" "$flatpak/one.default/pkcs11.txt"
exits 0 browsers status --json --module "$module"
equal 'a Flatpak, which has a p11-kit of its own' \
    "$(jq --raw-output '.databases[] | select(.packaging == "flatpak") | .state' out)" not_registered
exits 1 browsers enable --module "$module"
says "$flatpak/one.default): a Snap or Flatpak can't load a module from outside"
rm -r "$HOME/.var"
umount "$files"
modutil -dbdir "sql:$profile" -delete p11-kit-proxy -force >/dev/null 2>&1

step "The compat package's name of our module is ours, not the official middleware's"
mkdir -p "$TMPDIR/lib/pkcs11"
ln -s "$module" "$TMPDIR/lib/pkcs11/openbeid-pkcs11.so"
ln -s pkcs11/openbeid-pkcs11.so "$TMPDIR/lib/libbeidpkcs11.so.0"
modutil -dbdir "sql:$profile" -add 'Belgium eID' -libfile "$TMPDIR/lib/libbeidpkcs11.so.0" -force >/dev/null 2>&1
exits 0 browsers status --json --module "$module"
equal 'state' "$(jq --raw-output ".databases[] | select(.directory == \"$profile\") | .state" out)" registered
exits 0 browsers status --module "$module"
says_not 'Registered too'
"$cli" doctor --json --module "$module" >out </dev/null || true
says_not other-module-official
exits 0 browsers enable --replace-official --module "$module"
equal 'entries' "$(grep -c libbeidpkcs11 "$profile/pkcs11.txt")" 1
rm "$TMPDIR/lib/pkcs11/openbeid-pkcs11.so" # it leads nowhere: who knows whose it was
exits 0 browsers status --module "$module"
says 'Registered too: Belgium eID'
modutil -dbdir "sql:$profile" -delete 'Belgium eID' -force >/dev/null 2>&1
