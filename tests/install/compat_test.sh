#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# compat_test.sh: installed with OPENBEID_COMPAT, the module is there by the official middleware's
# names, and programs that know only those use it.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/clients.sh"
in_private_pcscd
need p11-kit p11-kit
need certutil libnss3-tools
need modutil libnss3-tools

folder_of() { # FILE, in the prefix
    dirname "$(find "$prefix" -name "$1" -print -quit)"
}

step 'Without the option, none of the names is installed'
prefix=$TMPDIR/prefix
cmake --install "$build" --component module --prefix "$prefix"
rm "$build/install_manifest_module.txt" # the uninstall target is not to look here
equal 'official names' "$(find "$prefix" -name '*beid*' ! -name 'openbeid*')" ''

step 'Install'
# Only what to install is configured; the module is the one of this build.
cmake -S "$repository" -B configured -DOPENBEID_COMPAT=ON -DOPENBEID_TESTS=OFF \
    -DCMAKE_INSTALL_PREFIX="$prefix" >cmake.log
cmake --install configured --component compat
equal 'files for building programs' "$(find "$prefix" -name '*.pc' -o -name '*.h' -o -name libbeidpkcs11.so)" ''
cmake --install configured --component compat-development
library=$(folder_of libbeidpkcs11.so.0)/libbeidpkcs11.so.0
equal 'what the library is' "$(readlink -f "$library")" \
    "$(readlink -f "$(folder_of openbeid-pkcs11.so)/openbeid-pkcs11.so")"
start_card v18-citizen
write_pin pin

step 'A program that opens the library by its path, and logs in'
module=$library start_program 0x1041
program_does login
program_does 'sign-init Authentication'
digest=$(printf 'text' | openssl dgst -sha384 | sed 's/.* //')
program_does "sign $digest"
end_program

# What Web eID and eID Viewer call, in this order, with no PIN of their own: see sign() in
# src/electronic-ids/pkcs11/PKCS11CardManager.hpp of libelectronic-id, which does not log in with this
# module, and eid_vwr_p11_do_pinop_real() in plugins_tools/eid-viewer/p11.c of eid-mw.
as_program() { # NAME, of its executable
    cp "$build/tests/e2e/openbeid-pkcs11-program" "$1"
    module=$library pkcs11_program=$PWD/$1 start_program 0x1041
    program_does 'use 0 read-only'
}

web_eid_signs() { # CKA_ID [CKR-VALUE]
    as_program web-eid
    program_does "sign-init-id $1"
    program_does "sign-length $digest"
    equal 'length' "$program_output" 96
    program_does "sign $digest" "${2:-0x0}"
    program_answers logout # it does not mind if nobody is logged in
    end_program
}

without_prompt
with_prompt
step 'Web eID, which leaves the PIN to the module'
web_eid_signs 2
web_eid_signs 3
equal 'questions' "$(times_asked)" 2
equal 'signatures with each key' "$(card_counter signatures_82) $(card_counter signatures_83)" '2 1'

step 'Web eID is told of a wrong PIN, and of one that is blocked'
write_pin typed 9999
web_eid_signs 2 0xa0
write_pin typed 9998
web_eid_signs 3 0xa0
write_pin typed 9997
web_eid_signs 2 0xa4
stop_card 0
start_card v18-citizen

step 'Web eID, of which the user has said that it asks'
mkdir -p "$HOME/.config/openbeid"
printf '[program."web-eid"]\npin_entry = "application"\n' >"$HOME/.config/openbeid/openbeid.toml"
as_program web-eid
program_does token-flags
((program_output & 0x4)) || fail 'No login is required.'
end_program
rm -r "$HOME/.config/openbeid"

step 'eID Viewer: its version of the library, its test of the PIN, its change of the PIN'
write_pin typed
as_program eid-viewer
program_does library-version
equal 'version' "$program_output" 5.1
program_does pad-login
program_does logout
program_does pad-set-pin
program_answers logout
end_program

step 'A program that is linked with it, by pkg-config or by a Makefile that names the folder of its headers'
printf '%s\n' '#include <unix.h>' '#include <pkcs11.h>' \
    'static CK_DECLARE_FUNCTION_POINTER(CK_RV, end)(CK_VOID_PTR) = C_Finalize;' \
    'int main(void) { return C_Initialize(NULL_PTR) != CKR_OK || end(NULL_PTR) != CKR_OK; }' >linked.c
read -ra flags < <(PKG_CONFIG_PATH=$(folder_of libbeidpkcs11.pc) pkg-config --cflags --libs libbeidpkcs11)
"${CC:-cc}" linked.c -o linked "${flags[@]}"
LD_LIBRARY_PATH=$(dirname "$library") ./linked
ln -s "$(pkg-config --variable=includedir p11-kit-1)/p11-kit-1" "$prefix/include/"
"${CC:-cc}" -I "$prefix/include/beid/rsaref220" linked.c -o linked -L "$(dirname "$library")" -lbeidpkcs11
LD_LIBRARY_PATH=$(dirname "$library") ./linked
rm "$prefix/include/p11-kit-1"

step 'p11-kit, which knows the module by two names, shows the card once'
mount --bind "$(folder_of beid.module)" "$(pkg-config --variable=p11_module_configs p11-kit-1)"
p11-kit list-modules | tee listing
equal 'tokens' "$(grep -c 'token: BELPIC' listing)" 1
OPENBEID_TEST_PIN=$virtual_pin pkcs11-tool --module "$(folder_of beidpkcs11.so)/beidpkcs11.so" \
    --login --pin env:OPENBEID_TEST_PIN --list-objects --type privkey | tee listing
equal 'private keys' "$(grep -c '^Private Key Object' listing)" 2

step "The official middleware's entry in an NSS database"
mkdir nss
certutil -N -d sql:nss --empty-password
modutil -force -dbdir sql:nss -add 'Belgium eID' -libfile "$library" -mechanisms FRIENDLY
certutil -L -d sql:nss -h BELPIC </dev/null | tee listing
equal 'certificates' "$(grep -c '^BELPIC:' listing)" 4

step "Firefox's manifests"
for name in beidpkcs11 beidpkcs11_alt; do
    manifest=$prefix/lib/mozilla/pkcs11-modules/$name.json
    cat "$manifest"
    equal 'name' "$(json_text name <"$manifest")" "$name"
    [[ -e $(json_text path <"$manifest") ]] || fail 'The file that it names does not exist.'
    grep -q '"belgiumeid@eid.belgium.be"' "$manifest" || fail 'It does not admit the add-on.'
done
[[ -e $prefix/lib/mozilla/managed-storage/belgiumeid@eid.belgium.be.json ]] || fail 'No version for the add-on.'
stop_card 0

step 'Uninstall'
cmake -D BUILD="$PWD/configured" -P "$repository/cmake/OpenbeidUninstall.cmake" >uninstall.log
equal 'official names' "$(find "$prefix" ! -type d \( -name '*beid*' -o -path '*/beid/*' \) ! -name 'openbeid*')" ''
