#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# p11_kit_test.sh PERSONA: the module works when p11-kit loads it from a .module file, through its
# proxy, and in a server of another process.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
persona=$1
need p11-kit p11-kit
need p11tool gnutls-bin

start_card "$persona"

step 'Registration'
configuration=$(pkg-config --variable=p11_module_configs p11-kit-1)
mount -t tmpfs modules "$configuration"
printf 'module: %s\n' "$module" >"$configuration/openbeid.module"
p11-kit list-modules | tee listing
grep -q '^openbeid:' listing || fail 'p11-kit does not know the module.'
grep -q 'token: BELPIC' listing || fail 'p11-kit does not see the token.'

step 'GnuTLS finds the card by itself'
p11tool --batch --list-all-certs pkcs11:token=BELPIC | tee listing
equal 'certificates' "$(grep -c 'Type: X.509 Certificate' listing)" 4

step 'Through the proxy'
proxy=$(pkg-config --variable=proxy_module p11-kit-1)
OPENBEID_TEST_PIN=$virtual_pin pkcs11-tool --module "$proxy" --token-label BELPIC \
    --login --pin env:OPENBEID_TEST_PIN --list-objects --type privkey | tee listing
equal 'private keys' "$(grep -c '^Private Key Object' listing)" 2
stop_card 0
