#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# java.sh PERSONA keys|1.2|1.3: keytool lists the keys, jarsigner and a program sign with them, and a
# program logs in, all by SunPKCS11. Java never asks for the PIN of a signature with Signature: the
# PIN prompt does, and without it such a signature is refused.
set -euo pipefail
# shellcheck source=tests/support/clients.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/support/clients.sh"
in_private_pcscd "$@"
persona=$1 cell=$2
need javac openjdk-17-jdk-headless
need jarsigner openjdk-17-jdk-headless

options_of_tool=(-keystore NONE -storetype PKCS11 -storepass:env OPENBEID_TEST_PIN
    -providerClass sun.security.pkcs11.SunPKCS11 -providerArg "$PWD/java.cfg"
    -J-Duser.language=en -J-Xshare:auto -J-XX:TieredStopAtLevel=1)

card_program() { # ARGUMENT...
    java -XX:TieredStopAtLevel=1 -Djava.security.properties="$TMPDIR/java.security" -cp classes \
        Card java.cfg "$@"
}

keys() {
    step 'The keys'
    keytool -list "${options_of_tool[@]}" | tee listing
    equal 'keys' "$(grep -c PrivateKeyEntry listing)" 2

    step 'jarsigner with Authentication'
    printf 'text\n' >text
    jar --create --file text.jar text
    jarsigner "${options_of_tool[@]}" -signedjar signed.jar text.jar Authentication
    jarsigner -verify -J-Duser.language=en signed.jar | tee verified
    grep -q '^jar verified' verified || fail 'The signature is not valid.'

    hashing_mechanism "$persona"
    sign_and_verify Authentication
    step 'Without the prompt, Signature is refused'
    must_fail card_program sign Signature text signature | tee refusal
    grep -q CKR_USER_NOT_LOGGED_IN refusal || fail 'Not with CKR_USER_NOT_LOGGED_IN.'
    with_prompt
    sign_and_verify Signature
    equal 'questions of the prompt' "$(times_asked)" 1
    step 'jarsigner with Signature'
    jarsigner "${options_of_tool[@]}" -signedjar signed.jar text.jar Signature
    jarsigner -verify -J-Duser.language=en signed.jar | tee verified
    grep -q '^jar verified' verified || fail 'The signature is not valid.'
    equal 'questions of the prompt' "$(times_asked)" 2
    equal 'tries left' "$(card_control tries)" 3
}

sign_and_verify() { # LABEL
    step "A program signs with $1"
    write_public_key "$1"
    card_program sign "$1" text signature
    openssl dgst "-$hash" -verify "$1.pub" -signature signature text
}

login() { # TLS-VERSION
    start_portal_for "$persona" "$1"
    card_control counters reset >/dev/null
    unless_refused 'certificate_required|No supported CertificateVerify' "$no_pss_reason" \
        card_program login "$1" "$portal_port" "$portal_root"
    portal_admits "$1"
}

printf 'name = eID\nlibrary = %s\nslotListIndex = 0\n' "$(readlink -f "$module")" >java.cfg
# Java refuses RSA-1024 otherwise.
printf 'jdk.certpath.disabledAlgorithms=\njdk.tls.disabledAlgorithms=\njdk.jar.disabledAlgorithms=\n' \
    >java.security
javac -d classes "$repository/conformance/clients/java/Card.java"
without_prompt
start_card "$persona"
export OPENBEID_TEST_PIN=$virtual_pin
case $cell in
keys) keys ;;
*) login "$cell" ;;
esac
stop_card 0
