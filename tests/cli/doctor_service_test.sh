#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The doctor and the reader service: not there, dead, silent, refusing, or of another version.
set -euo pipefail
# shellcheck source=tests/cli/doctor.sh
source "$(dirname "${BASH_SOURCE[0]}")/doctor.sh"
need setpriv util-linux
in_private_pcscd "$@"
hide_computer
socket=/run/pcscd/pcscd.comm

step 'Not running, not installed'
mv "$socket" "$socket.away"
finds pcscd-not-running
card_is unknown
pcscd=$(command -v pcscd)
mount --bind /dev/null "$pcscd"
finds pcscd-not-installed
umount "$pcscd"

step 'Dead: the socket is there, and nobody behind it'
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1)' "$socket"
finds pcscd-dead
rm "$socket"

# A service that asks polkit closes the connection of a client who may not use it; one of another
# version of the protocol answers with its own, and a return code; one that hangs does nothing.
start_service() { # closes|answers|hangs
    local line
    # shellcheck disable=SC2016
    exec {service}< <(exec perl -MIO::Socket::UNIX -e '
        $| = 1;
        my ($path, $way) = @ARGV;
        my $socket = IO::Socket::UNIX->new(Local => $path, Listen => 9) or die "$!\n";
        print "ready\n";
        my ($question, @clients);
        while (my $client = $socket->accept) {
            push @clients, $client if $way ne "closes"; # stays open
            next if $way ne "answers" or read($client, $question, 20) != 20;
            syswrite $client, pack("llL", 4, 5, 0x8010001E); # SCARD_E_SERVICE_STOPPED
        }' "$socket" "$1")
    service_process=$!
    read -r line <&"$service"
    equal 'the service' "$line" ready
}

stop_service() {
    kill "$service_process"
    exec {service}<&-
    rm "$socket"
}

step 'Another version of the protocol'
start_service answers
finds pcscd-other-protocol
stop_service

step 'Silent'
start_service hangs
finds_late pcscd-silent
stop_service

step 'polkit refuses; because it does not see who asks'
start_service closes
finds pcscd-refuses
mount -o remount,hidepid=2 /proc
finds pcscd-refuses-hidepid
mount -o remount,hidepid=0 /proc
stop_service
mv "$socket.away" "$socket"

step 'Its socket may not be opened'
chmod 0 "$socket"
doctor_as=(setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all) # root without its powers
finds pcscd-socket-forbidden
