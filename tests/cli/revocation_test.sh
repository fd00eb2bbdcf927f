#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# certificates verify --online: what the issuers' servers say is believed only if they may say it, and
# revoked, unknown, unreachable and not to be trusted are told apart.
set -euo pipefail
# shellcheck source=tests/cli/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
# shellcheck source=tests/cli/revocation.sh
source "$(dirname "${BASH_SOURCE[0]}")/revocation.sh"
need jq jq
in_private_pcscd "$@"
resolve_test_hosts
style=ca4

verify() { # EXIT-CODE [OPTION...]
    exits "$1" certificates verify --online --test-root "$test_roots" "${@:2}"
}

# With servers that behave so, the answer about the certificate Authentication is this.
with() { # OCSP CRL EXIT-CODE STATUS [DOUBT [OCSP-DOUBT]]
    start_issuers "$style" "$1" "$2"
    verify "$3" --json
    stop_issuers
    equal "OCSP $1, CRL $2" \
        "$(jq -r '.revocation[0] | [.certificate, .status, .doubt // "-", .ocsp_doubt // "-"] | join(" ")' out)" \
        "authentication $4 ${5:--} ${6:--}"
}

# What JSON says of that.
of_first() { # KEY
    jq -r ".revocation[0].$1" out
}

start_card v17-citizen

step 'Offline nothing leaves the computer'
start_issuers "$style" good good
exits 0 certificates verify --test-root "$test_roots" --json
equal 'revocation' "$(jq -c '[.revocation_checked, .revocation]' out)" '[false,[]]'
exits 5 certificates verify --online # not trusted: the addresses in it are not, either
stop_issuers
equal 'requests' "$(cat asked)" ''

step 'Good: each certificate below the root is asked about'
with good hang 0 good
equal 'certificates' "$(jq -c '[.revocation[] | .certificate + " " + .source]' out)" \
    '["authentication ocsp","signature ocsp","ca ocsp","national-register ocsp"]'
equal 'keys' "$(jq -r '.revocation[] | keys_unsorted | join(" ")' out | uniq)" \
    'certificate status doubt source as_of nonce ocsp_doubt revoked_at reason'
equal 'nonce' "$(of_first nonce)" true
equal 'requests' "$(sort asked | uniq -c | xargs)" '4 POST / HTTP/1.0'
equal 'checked' "$(jq .revocation_checked out)" true
with delegated hang 0 good

step 'Revoked, and since when and why'
with revoked good 5 revoked
equal 'reason' "$(of_first reason)" certificateHold
equal 'date' "$(of_first 'revoked_at[:10]')" "$(date -u -d '-5 days' +%F)"
start_issuers "$style" revoked good
for word in 'en REVOKED:' 'fr RÉVOQUÉ :' 'nl INGETROKKEN:' 'de WIDERRUFEN:'; do
    verify 5 --lang "${word%% *}"
    equal "first word, ${word%% *}" "$(head -n 1 out | grep -o "^${word#* }")" "${word#* }"
    says "$(date -u -d '-5 days' +%F)"
done
stop_issuers

step 'Unknown: an answer too, the list is not asked'
with unknown good 5 unknown
equal 'lists' "$(grep -c GET asked)" 0

step 'Answers that prove nothing, where there is no list either'
with stale error 5 not_trustworthy not_current not_current
with stale-without-end error 5 not_trustworthy not_current not_current
with future error 5 not_trustworthy not_current not_current
with wrong-nonce error 5 not_trustworthy wrong_nonce wrong_nonce
with wrong-signer error 5 not_trustworthy wrong_signer wrong_signer
with wrong-signature error 5 not_trustworthy wrong_signature wrong_signature
with delegated-without-usage error 5 not_trustworthy wrong_signer wrong_signer
with delegated-by-another error 5 not_trustworthy wrong_signer wrong_signer
with other-certificate error 5 not_trustworthy other_certificate other_certificate
with garbage error 5 not_trustworthy malformed malformed
with page error 5 not_trustworthy malformed malformed
with endless error 5 not_trustworthy too_long too_long
equal 'source' "$(of_first source)" ocsp

step 'An answer without the nonce is believed for its dates'
with no-nonce error 0 good
equal 'nonce' "$(of_first nonce)" false
with stale-without-nonce error 5 not_trustworthy not_current not_current

step 'No answer'
with error error 1 unreachable refused refused
equal 'checked' "$(jq .revocation_checked out)" false
with redirect redirect 1 unreachable refused refused
equal 'hosts' "$(grep -c elsewhere asked)" 0
with try-later error 1 unreachable refused refused
verify 1
says 'COULD NOT BE ASKED'

step 'The list of revoked certificates, where the responder has no answer'
with error good 0 good - refused
equal 'source' "$(of_first source)" crl
serial=$(exits 0 certificates export --format der && openssl x509 -inform DER -in out -noout -serial)
with error "revoked=${serial#serial=}" 5 revoked - refused
equal 'reason' "$(of_first reason)" keyCompromise
equal 'the other certificates' "$(jq -c '[.revocation[1:][].status]' out)" '["good","good","good"]'
with stale "revoked=${serial#serial=}" 5 revoked - not_current
with error stale 5 not_trustworthy not_current refused
with error no-end 5 not_trustworthy not_current refused
with error wrong-signer 5 not_trustworthy wrong_signature refused
with error wrong-issuer 5 not_trustworthy wrong_signer refused
with error garbage 5 not_trustworthy malformed refused
equal 'checked' "$(jq .revocation_checked out)" false
with error endless 5 not_trustworthy too_long refused

step 'One that takes the question and says nothing is left, and not asked again'
with hang good 0 good - no_answer
equal 'questions' "$(grep -c POST asked)" 1

step 'Whoever does not want to wait can end it, and the card is as before'
start_issuers "$style" hang hang
"$cli" certificates verify --online --test-root "$test_roots" >out 2>err </dev/null &
waiting=$!
read -r line <&"$revocation_log"
equal 'question' "${line%% *}" POST
kill -TERM "$waiting"
code=0
wait "$waiting" || code=$?
equal 'exit code' "$code" 143
stop_issuers
exits 0 pin status

step 'Expired certificates are not asked about'
swap v17-expired
start_issuers "$style" good good
verify 5 --json
stop_issuers
equal 'asked about' "$(jq -c '[.revocation[].certificate]' out)" '["ca","national-register"]'
equal 'checked' "$(jq .revocation_checked out)" false

step 'Nor is a CA that has ended, whose certificates are not in their time any more'
swap v17-citizen
put_expired_ca ca4
start_issuers "$style" good good
verify 5
says 'OUT OF TIME'
says 'Certificate Authentication: passed (test root: proves nothing about a real card), in its time'
says 'CA (issuer of the two): EXPIRED'
verify 5 --json
stop_issuers
equal 'verdict' "$(jq -c '[.trusted, .signed, .in_time]' out)" '[false,true,false]'
equal 'validity' "$(jq -r '.validities[] | select(.what == "ca_certificate") | .validity' out)" expired
equal 'asked about' "$(jq -c '[.revocation[].certificate]' out)" \
    '["authentication","signature","national-register"]'

step 'The other generations'
swap v11-citizen
style=ca2
with good good 0 good
swap v18-foreigner
style=ca6
with delegated good 0 good
with error good 0 good - refused
with revoked good 5 revoked
stop_card 0
