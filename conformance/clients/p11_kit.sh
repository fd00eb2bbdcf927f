#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# p11_kit.sh PERSONA keys: p11-kit loads the module by the installed openbeid.module; it works so,
# through p11-kit's proxy, and through a server, which survives calls full of NULL pointers.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
in_private_pcscd "$@"
persona=$1
need p11-kit p11-kit
need p11tool gnutls-bin
proxy=$(pkg-config --variable=proxy_module p11-kit-1)
client=$(pkg-config --variable=p11_module_path p11-kit-1)/p11-kit-client.so
[[ -e $client ]] || skip 'p11-kit-client.so is not installed (Debian package p11-kit-modules)'

signs_through() { # MODULE
    local mechanism hash sign_options label
    hashing_mechanism "$persona"
    printf 'text\n' >text
    cp text input
    # p11-kit's client knows only some mechanisms, and of those of ECDSA only the one without a hash.
    if [[ $1 == "$client" && $mechanism == ECDSA-* ]]; then
        mechanism=ECDSA
        openssl dgst "-$hash" -binary text >input
    fi
    for label in Authentication Signature; do
        OPENBEID_TEST_PIN=$virtual_pin pkcs11-tool --module "$1" --token-label BELPIC --login \
            --pin env:OPENBEID_TEST_PIN --sign --id "${certificate_id[$label]}" \
            --mechanism "$mechanism" "${sign_options[@]}" --input-file input --output-file signature
        openssl dgst "-$hash" -verify "$label.pub" -signature signature text
    done
}

start_card "$persona"
write_public_key Authentication
write_public_key Signature

step 'The installed file'
cmake --install "$build" --component module --prefix "$TMPDIR/prefix"
mount --bind prefix/share/p11-kit/modules "$(pkg-config --variable=p11_module_configs p11-kit-1)"
p11-kit list-modules | tee listing
grep -q '^openbeid:' listing || fail 'p11-kit does not know the module.'
grep -q 'token: BELPIC' listing || fail 'p11-kit does not see the token.'
equal 'what it says' "$(grep -c '[Ww]arn\|fail' listing)" 0

step 'GnuTLS finds the card by itself'
p11tool --batch --list-all-certs pkcs11:token=BELPIC | tee listing
equal 'certificates' "$(grep -c 'Type: X.509 Certificate' listing)" 4

step 'Through the proxy'
signs_through "$proxy"

step 'Through a server in another process'
eval "$(p11-kit server --sh --name "$TMPDIR/p11-kit" --provider "$module" pkcs11:token=BELPIC)"
export P11_KIT_SERVER_ADDRESS
# It says where it is before it listens there: flag __SO_ACCEPTCON.
until grep -qE " 00010000 .* $TMPDIR/p11-kit\$" /proc/net/unix; do
    kill -0 "$P11_KIT_SERVER_PID" || fail 'The server ended.'
    sleep 0.05
done
signs_through "$client"

step 'NULL pointers, lengths and unknown handles of every function, through the server'
# What p11-kit itself answers differently counts as failed, and is in the file p11_kit.differences.
status=0
OPENBEID_TEST_PIN=$virtual_pin "$build/conformance/openbeid-conformance" --module "$client" \
    --pin-env OPENBEID_TEST_PIN --quiet --suite returncodes --suite buffers >tap 2>&1 || status=$?
grep '^#' tap || true
((status <= 1)) || fail "The runner ended with status $status." "$(tail -n 5 tap)"
must_fail grep -iE 'killed|signal|crash' tap
sed -n 's/^not ok [0-9]* - 2.40 \(.*\): expected .*/\1/p' tap | sort >differences
unknown=$(sed 's/^ *#.*//; s/  .*//; /^$/d' "$here/p11_kit.differences" | sort | comm -13 - differences)
[[ -z $unknown ]] || fail 'p11-kit answers otherwise in a way that nobody has looked at:' "$unknown"
kill -0 "$P11_KIT_SERVER_PID" || fail 'The server died.'
signs_through "$client"
equal 'tries left' "$(card_control tries)" 3
kill "$P11_KIT_SERVER_PID"
stop_card 0
