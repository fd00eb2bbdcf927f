# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# The issuers' servers, for tests of what is asked about revocation. To be sourced by a script that runs
# inside private-pcscd. The certificates of virtual cards name hosts under .test; in here these are
# loopback.

revocation_process='' revocation_log=''

resolve_test_hosts() {
    printf '127.0.0.1 localhost ocsp.openbeid.test crl.openbeid.test\n' >hosts
    mount --bind hosts /etc/hosts
    unset http_proxy HTTP_PROXY
}

# Starts the server of these behaviours; returns when it listens.
start_issuers() { # STYLE OCSP CRL
    local line
    exec {revocation_log}< <(exec "$build/tests/cli/openbeid-revocation-server" \
        "$OPENBEID_VIRTUAL_CARD_DIR/ca" "$@" 2>&1)
    revocation_process=$!
    IFS= read -r line <&"$revocation_log" || line='nothing'
    [[ $line == listening ]] || fail "The server does not start. It says: $line"
}

# Gives the card in the first reader the same CA, with the same key, as it would be long after its end.
put_expired_ca() { # STYLE
    local authority=$OPENBEID_VIRTUAL_CARD_DIR/ca/$1-citizen root=$OPENBEID_VIRTUAL_CARD_DIR/ca/$1-root
    cat >expired-ca.cnf <<'END'
[ca]
default_ca = settings
[settings]
database = expired-ca.index
new_certs_dir = .
rand_serial = yes
default_md = sha256
copy_extensions = copyall
policy = names
[names]
countryName = optional
organizationName = optional
commonName = supplied
serialNumber = optional
END
    : >expired-ca.index
    openssl x509 -in "$authority.crt" -x509toreq -copy_extensions copyall -signkey "$authority.key" |
        openssl ca -batch -notext -config expired-ca.cnf -in /dev/stdin -out expired-ca.pem \
            -cert "$root.crt" -keyfile "$root.key" \
            -startdate 20100101000000Z -enddate 20200101000000Z 2>expired-ca.log ||
        fail 'No expired CA.' "$(cat expired-ca.log)"
    card_control file 3F00/DF00/503A "$(openssl x509 -in expired-ca.pem -outform DER | od -An -v -tx1 | tr -d ' \n')" >/dev/null
}

# Ends it; what it was asked is in the file "asked".
stop_issuers() {
    kill "$revocation_process"
    cat <&"$revocation_log" >asked
    exec {revocation_log}<&-
}
