#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# documents_test.sh: what the documents say is so (documents.py): with a card in the reader, and the
# programs of this build as the installed ones. And what workflows may do.
set -euo pipefail
# shellcheck source=tests/support/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/stack.sh"
in_private_pcscd "$@"
need duk duktape
need p11tool gnutls-bin
/usr/bin/python3 -c 'import yaml' || skip 'PyYAML is not installed (Debian package python3-yaml)'

step 'Workflows: tokens that read only, and actions by the digest of their commit'
for workflow in "$repository"/.github/workflows/*.yml; do
    equal "permissions of $workflow" "$(grep -A 1 '^ *permissions:' "$workflow")" $'permissions:\n  contents: read'
    equal 'other actions' "$(grep 'uses:' "$workflow" | grep -v -E '@[0-9a-f]{40} # v[0-9.]+$')" ''
done

step 'Documents'
mapfile -t documents < <(cd "$repository" && find . -path './build*' -prune -o -name '*.md' -printf '%P\n')
((${#documents[@]} >= 10))
start_card v18-citizen
mkdir bin work
ln -s "$build/bin/openbeid" "$virtual_card" "$build/conformance/openbeid-conformance" bin
cd work
export PATH=$TMPDIR/bin:$PATH
MODULE=$module REPOSITORY=$repository \
    /usr/bin/python3 "$repository/tests/install/documents.py" "$repository" "${documents[@]}"

step 'What a document must not have'
bad=$repository/tests/install/bad_document
must_fail /usr/bin/python3 "$repository/tests/install/documents.py" "$repository" "$bad.txt" 2>found
diff <(sed 1d "$bad.faults") <(sed 's/^[^:]*: //' found)

step 'The examples in C and C++'
openssl x509 -in me.pem -noout -pubkey >me.pub
verify() { # HASH SIGNATURE, the two numbers of ECDSA in hexadecimal: of the word "text"
    printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' \
        "${2:0:${#2}/2}" "${2:${#2}/2}" >rs
    openssl asn1parse -genconf rs -noout -out signature.der
    openssl dgst "-$1" -verify me.pub -signature signature.der <(printf 'text')
}
verify sha256 "$(od -An -v -tx1 signature | tr -d ' \n')"
"$build/tools/examples/openbeid-example-wait_for_card" | grep "^$(reader_name): applet 1.8"
printf 'text' | openssl dgst -sha384 -r | cut -d ' ' -f 1 >digest
verify sha384 "$("$build/tools/examples/openbeid-example-sign_hash" "$(reader_name)" 3 <digest 3<pin)"

# From here on: commands that documents have within a line, and that no other test runs like that.
step 'openbeid'
status=0
openbeid identity --photo me.jpg >shown || status=$?
equal 'exit code of an identity that the state has not signed' "$status" 5
grep -q SPECIMEN shown || fail 'No identity.' "$(cat shown)"
openbeid readers --json | grep card_present
openbeid doctor --online >shown || true # whatever it finds
grep -q . shown || fail 'The doctor says nothing.'

step 'pkcs11-tool and p11tool'
export PIN=$virtual_pin
printf 'text' >data
pkcs11-tool --module "$module" --login --pin env:PIN --sign --id 0200000000000000 -m ECDSA-SHA384 -i data -o signature
equal 'size of the signature' "$(stat --format %s signature)" 96
p11tool --provider "$module" --batch --list-all | grep 'Label: Authentication'
opensc-tool --list-drivers | grep belpic

step 'openbeid-virtual-card'
openbeid-virtual-card control "$(card_socket)" tries
echo tries 3 | openbeid-virtual-card control "$(card_socket)" -
echo pad type 1234 | openbeid-virtual-card control "$(card_socket)" - && fail 'A reader of vpcd has a PIN pad.'

step 'openbeid-conformance'
openbeid-conformance --list-checks | diff <(sed 1,4d "$repository/conformance/requirements.md") -
openbeid-conformance --module "$module" --pin-env PIN --virtual-card "$(card_socket)" --strict --suite cert
stop_card 0

step 'tests/bench/run, and names of tests'
opensc=$(dirname "$(pkg-config --variable=proxy_module p11-kit-1)")/opensc-pkcs11.so
cd "$repository"
unset PCSCD_LOG # so that it has a pcscd of its own
tests/bench/run --list
tests/bench/run --persona v17-citizen --scenario load --no-system-calls --module "$module" --module "$opensc"
tests/bench/run --json --persona v17-citizen --scenario login --no-system-calls >/dev/null
[[ $build == "$repository/build/release" ]] || exit 0
# With the tests' lists alone: in the build ctest would write over the log of the run that this is part of.
mkdir "$TMPDIR/lists"
find CMakePresets.json build/release \( -name CMakePresets.json -o -name CTestTestfile.cmake \) \
    -exec cp --parents --target-directory "$TMPDIR/lists" {} +
cd "$TMPDIR/lists"
{
    ctest --preset release --show-only -R documents
    ctest --preset release --show-only -L bench
} | grep '^Total Tests: [1-9]' | tee "$TMPDIR/shown"
equal 'selections with tests' "$(wc -l <"$TMPDIR/shown")" 2
