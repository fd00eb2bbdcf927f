#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# OpenSC's module in the same profile: seen, told of, and, when asked, put behind ours without a loss.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need modutil libnss3-tools
need certutil libnss3-tools
need jq jq
in_private_pcscd "$@"
unset XDG_DATA_HOME XDG_CONFIG_HOME

profile=$HOME/.mozilla/firefox/abc.default
mkdir -p "$profile"
certutil -N -d "sql:$profile" --empty-password
printf '[Profile0]\nIsRelative=1\nPath=abc.default\n' >"$HOME/.mozilla/firefox/profiles.ini"

step 'OpenSC before our module: ours goes first when asked, other modules and flags stay, and back'
find_module() { # NAME: in the system's libraries, not all of which everybody may look at
    find /usr/lib -name "$1" -print -quit 2>/dev/null || true
}
opensc=$(find_module opensc-pkcs11.so)
trust=$(find_module p11-kit-trust.so)
[[ -n $opensc && -n $trust ]] || skip 'opensc or p11-kit is not installed (Debian packages opensc-pkcs11, p11-kit-modules)'
modutil -dbdir "sql:$profile" -add 'First' -libfile "$trust" -force >/dev/null 2>&1
opensc_name='OpenSC "smartcard" framework (0.23)'
# As OpenSC's pkcs11-register writes it; and a module that is not there any more, with flags for a reader.
printf 'library=%s\nname=%s\n\n' "$opensc" "$opensc_name" >>"$profile/pkcs11.txt"
printf 'library=%s/nowhere.so\nname=Gone\nNSS=slotParams={0x00000007=[slotFlags=PublicCerts ] }\n\n' "$TMPDIR" \
    >>"$profile/pkcs11.txt"
cp "$profile/pkcs11.txt" before
names() {
    sed -n 's/^name=//p' "$profile/pkcs11.txt" | tail -n +2 | paste -sd ,
}
interference() {
    exits 0 browsers status --json --module "$module"
    jq --raw-output .databases[0].opensc out
}
equal 'OpenSC' "$(interference)" harmful
exits 0 browsers enable --module "$module"
equal 'without being asked' "$(names)" "First,$opensc_name,Gone,Belgian eID"
equal 'OpenSC' "$(interference)" harmful
exits 0 browsers enable --fix-opensc --module "$module"
equal 'when asked' "$(names)" "First,Belgian eID,$opensc_name,Gone"
equal 'OpenSC' "$(interference)" harmless
exits 0 browsers enable --fix-opensc --module "$module"
says "$profile): nothing to do"
exits 0 browsers disable --module "$module"
cmp before "$profile/pkcs11.txt"
exits 0 browsers enable --fix-opensc --module "$module"
equal 'at once' "$(names)" "First,Belgian eID,$opensc_name,Gone"
exits 0 browsers disable --module "$module"
cmp before "$profile/pkcs11.txt"
modutil -dbdir "sql:$profile" -delete Gone -force >/dev/null 2>&1

step 'OpenSC behind ours, as it comes at the next log-in: Firefox would ask for its PIN'
exits 0 browsers enable --fix-opensc --module "$module"
sed -i '/^NSS=slotParams/d' "$profile/pkcs11.txt"
equal 'OpenSC' "$(interference)" harmful
exits 0 browsers enable --fix-opensc --module "$module"
equal 'OpenSC' "$(interference)" harmless
exits 0 browsers disable --module "$module"

step 'What the user told NSS of OpenSC stays'
sed -i "/^name=OpenSC/a NSS=slotParams={0x00000000=[slotFlags=PublicCerts ] }" "$profile/pkcs11.txt"
cp "$profile/pkcs11.txt" before
exits 0 browsers enable --fix-opensc --module "$module"
equal 'OpenSC' "$(interference)" harmless
equal 'lines for NSS' "$(grep -c '^NSS=slotParams={0x00000000=.slotFlags=PublicCerts . }$' "$profile/pkcs11.txt")" 1
exits 0 browsers disable --module "$module"
cmp before "$profile/pkcs11.txt"
sed -i '/^NSS=slotParams/d' "$profile/pkcs11.txt"

step "OpenSC by p11-kit's proxy: the same"
proxy=$(find_module p11-kit-proxy.so)
[[ -e /usr/share/p11-kit/modules/opensc-pkcs11.module && -n $proxy ]] ||
    fail "p11-kit does not know OpenSC, or has no proxy (Debian packages opensc-pkcs11, p11-kit-modules)"
cp "$profile/pkcs11.txt" without_proxy
modutil -dbdir "sql:$profile" -delete "$opensc_name" -force >/dev/null 2>&1
modutil -dbdir "sql:$profile" -add p11-kit-proxy -libfile "$proxy" -force >/dev/null 2>&1
cp "$profile/pkcs11.txt" before
equal 'OpenSC' "$(interference)" harmful
exits 0 browsers enable --module "$module"
equal 'without being asked' "$(names)" 'First,p11-kit-proxy,Belgian eID'
start_card v18-citizen
"$cli" doctor --json --module "$module" >out </dev/null || true
says '"code": "other-module-opensc-by-p11kit"'
exits 0 browsers enable --fix-opensc --module "$module"
equal 'when asked' "$(names)" 'First,Belgian eID,p11-kit-proxy'
equal 'OpenSC' "$(interference)" harmless
exits 0 browsers status --module "$module"
says 'Registered too: p11-kit-proxy'
says 'With this card the browser uses: Belgian eID'
# p11-kit's proxy numbers slots from 0x10 on.
grep --quiet '0x00000011=.slotFlags=PublicCerts . 0x00000012=.slotFlags=PublicCerts . ' "$profile/pkcs11.txt" ||
    fail 'NSS was not told of the slots of the proxy.'
stop_card 0
exits 0 browsers disable --module "$module"
cmp before "$profile/pkcs11.txt"

step "Both by p11-kit's proxy, which has ours first: NSS is told of OpenSC, and that is all"
files=$(pkg-config --variable=p11_module_configs p11-kit-1)
cp "$files/opensc-pkcs11.module" .
mount -t tmpfs modules "$files"
cp opensc-pkcs11.module "$files/"
printf 'module: %s\npriority: 10\n' "$module" >"$files/openbeid.module"
equal 'OpenSC' "$(interference)" harmful
exits 0 browsers enable --module "$module"
says "$profile): nothing to do"
cmp before "$profile/pkcs11.txt"
exits 0 browsers enable --fix-opensc --module "$module"
equal 'when asked' "$(names)" 'First,p11-kit-proxy'
equal 'OpenSC' "$(interference)" harmless
exits 0 browsers enable --fix-opensc --module "$module"
says "$profile): nothing to do"
exits 0 browsers disable --module "$module"
cmp before "$profile/pkcs11.txt"
umount "$files"
cp without_proxy "$profile/pkcs11.txt"

step 'If NSS fails halfway, all is as it was'
cp "$profile/pkcs11.txt" before
mkdir failing
printf '#!/bin/sh\ncase " $* " in *" sql:%s -add "*) echo damaged >>"%s/pkcs11.txt"; echo "no space left"; exit 1 ;; esac\nexec %s "$@"\n' \
    "$profile" "$profile" "$(command -v modutil)" >failing/modutil
chmod +x failing/modutil
PATH=$PWD/failing:$PATH exits 1 browsers enable --fix-opensc --module "$module"
says 'no space left'
cmp before "$profile/pkcs11.txt"

step 'Which of the two NSS takes is asked of NSS, and no PIN is sent'
exits 0 browsers enable --module "$module"
exits 0 browsers status --module "$module"
says 'cannot be told without a card'
preferred() {
    exits 0 browsers status --json --module "$module"
    jq --raw-output ".databases[] | select(.directory == \"$profile\") | .preferred" out
}
start_card v18-citizen
equal 'preferred' "$(preferred)" "$opensc_name"
"$cli" doctor --json --module "$module" >out </dev/null || true
says '"code": "other-module-opensc-wins"'
exits 0 browsers status --module "$module"
says "With this card the browser uses: $opensc_name"
says 'openbeid browsers enable --fix-opensc'
stop_card 0
start_card v17-citizen # whose certificates OpenSC shows after the PIN only
equal 'preferred' "$(preferred)" ''
stop_card 0
start_card v18-citizen
exits 0 browsers enable --fix-opensc --module "$module"
equal 'preferred' "$(preferred)" 'Belgian eID'
"$cli" doctor --json --module "$module" >out </dev/null || true
says '"code": "other-module-opensc"'
# (OpenSC asks a card of applet 1.8 how many tries are left, by a VERIFY without a PIN.)
equal 'PINs that the card was asked to verify' "$(card_counter verify_pins)" 0
stop_card 0
for persona in v11-citizen v17-citizen; do
    start_card "$persona"
    equal "preferred, $persona" "$(preferred)" 'Belgian eID'
    equal 'PINs that the card was asked to verify' "$(card_counter verify_pins)" 0
    equal 'tries left' "$(card_control tries)" 3
    stop_card 0
done
