#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# login-test: every way to log in that a card has, with one PIN; and what a portal says that it accepts.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
need jq jq
in_private_pcscd "$@"

# "TLS scheme", of each login that worked.
logins() {
    jq --raw-output '.logins[] | select(.result == "logged_in") | .tls + " " + .scheme' out
}

login_test() { # EXIT-CODE PIN [OPTION...]
    exits_with_pin "$1" "$2\n" login-test --module "$module" "${@:3}"
}

ways() { # PERSONA
    case $1 in
    v11-citizen) printf '1.2 rsa_pkcs1_sha%s\n' 256 384 512 ;;
    v17-citizen)
        printf '1.2 rsa_pss_rsae_sha256\n'
        printf '1.2 rsa_pkcs1_sha%s\n' 256 384 512
        printf '1.3 rsa_pss_rsae_sha256\n'
        ;;
    v18-citizen)
        printf '1.2 ecdsa_sha%s\n' 256 384 512
        printf '1.3 ecdsa_secp384r1_sha384\n'
        ;;
    esac
}

for persona in v11-citizen v17-citizen v18-citizen; do
    step "$persona"
    start_card "$persona"
    login_test 0 "$virtual_pin" --json
    diff <(logins) <(ways "$persona")
    equal 'PINs that the card saw' "$(card_counter verify_pins)" 1
    equal 'signatures' "$(card_counter signatures_82)" "$(ways "$persona" | wc -l)"
    # A fourth where the module asks whether its login still holds.
    equal 'exchanges of a login' "$(jq 'all(.logins[].apdus // 3; . == 3 or . == 4)' out)" true
    equal 'certificate sent' "$(jq '.logins[0].milliseconds >= 0' out)" true
    login_test 0 "$virtual_pin" --lang nl
    says 'Pincode gecontroleerd: '
    grep --quiet '^TLS 1.2, .*: aangemeld, [34] APDU.s, [0-9]* ms$' out || fail 'No login.' "$(cat out)"
    [[ $persona != v11-citizen ]] || says 'TLS 1.3: deze kaart kan niet aanmelden via deze versie'
    stop_card 0
done

step 'A wrong PIN costs its one try and ends the test; the last try wants a word first'
start_card v17-citizen
login_test 4 9999
says '2 tries are left.' err
equal 'tries' "$(card_control tries)" 2
equal 'output' "$(cat out)" ''
login_test 4 12
equal 'tries' "$(card_control tries)" 2
card_control tries 1 >/dev/null
login_test 1 "$virtual_pin"
says 'Only one try is left' err
equal 'tries' "$(card_control tries)" 1
card_control tries 0 >/dev/null
login_test 4 "$virtual_pin" --last-try
says 'blocked' err

step 'A card that can not log in is told so before anybody is asked'
swap v17-kids
login_test 1 "$virtual_pin"
says 'has no certificate' err
equal 'VERIFY commands' "$(card_counter verify_commands)" 0

step 'An expired certificate is refused by the portal'
swap v17-expired
login_test 1 "$virtual_pin" --json
equal 'results' "$(jq --raw-output '.logins[].result' out | sort --unique)" failed
says 'certificate'

step 'Another program has the card when the PIN comes: nothing is wrong with card or reader'
swap v17-citizen
mkfifo late-pin told
"$cli" login-test --module "$module" --pin-fd 3 3<late-pin >out 2>told </dev/null &
asking=$! line=
exec {late_pin}>late-pin {told}<told
until [[ $line == *'tries are left'* ]]; do
    read -r line <&"$told"
done
coproc holder { exec "$pcsc_client" hold "$(reader_name)"; }
# shellcheck disable=SC2154 # coproc sets it
holder_process=$holder_PID holder_input=${holder[1]}
read -r line <&"${holder[0]}"
equal 'another program' "$line" held
printf '%s\n' "$virtual_pin" >&"$late_pin"
exec {late_pin}>&-
code=0
wait "$asking" || code=$?
cat <&"$told" >err
exec {told}<&-
exec {holder_input}>&-
wait "$holder_process"
equal 'exit code' "$code" 1
says 'Run "openbeid doctor": it finds the cause.' err
says_not 'Take the card out' err

step 'A module that is none'
printf 'no library\n' >openbeid-pkcs11.so
card_control counters reset >/dev/null
exits_with_pin 1 "$virtual_pin\n" login-test --module "$PWD/openbeid-pkcs11.so"
says 'The PKCS#11 module failed' err
equal 'VERIFY commands' "$(card_counter verify_commands)" 0

step 'What a portal accepts, and what its operator could do'
swap v17-citizen
start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem" \
    --client-schemes rsa_pss_rsae_sha512:rsa_pss_rsae_sha256:rsa_pkcs1_sha256
exits 0 login-test --online "localhost:$portal_port" --json
equal 'schemes' "$(jq --compact-output '.versions[1].schemes' out)" \
    '["rsa_pss_rsae_sha512","rsa_pss_rsae_sha256","rsa_pkcs1_sha256"]'
equal 'the card uses' "$(jq --compact-output '[.versions[].card_uses]' out)" \
    '["rsa_pss_rsae_sha256","rsa_pss_rsae_sha256"]'
equal 'advice' "$(jq '[.versions[] | .advice != ""]' --compact-output out)" '[false,true]'
exits 0 login-test --online "localhost:$portal_port" --lang de
says 'Der Betreiber sollte rsa_pss_rsae_sha256 vor'
stop_portal
start_portal "$OPENBEID_VIRTUAL_CARD_DIR/ca/chain.pem" --client-schemes rsa_pss_rsae_sha512
exits 1 login-test --online "localhost:$portal_port"
says 'This card will use: nothing'
stop_portal
exits 1 login-test --online "localhost:1"
says "can't be reached"
equal 'VERIFY commands' "$(card_counter verify_commands)" 0
stop_card 0
