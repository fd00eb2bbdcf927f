// SPDX-License-Identifier: Apache-2.0
#include "doctor/checks.hpp"
#include "doctor/probe.hpp"
#include "doctor/processes.hpp"
#include "doctor/usb.hpp"
#include "files.hpp"

#include <openbeid/error.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

namespace openbeid::cli {

namespace {

using namespace std::chrono_literals;

// PC/SC return codes, as the library reports them (Error::pcsc).
constexpr std::uint32_t service_stopped = 0x8010001E;
constexpr std::uint32_t security_violation = 0x8010006A;
constexpr std::uint32_t no_access = 0x80100027;
constexpr std::uint32_t no_service = 0x8010001D;
constexpr std::uint32_t communication_error = 0x80100013;

std::string socket_path()
{
    const auto other = environment("PCSCLITE_CSOCK_NAME");
    return other.empty() ? "/run/pcscd/pcscd.comm" : other;
}

/// Why nobody can be reached at pcscd's socket; 0 if somebody can. Closed again at once.
int socket_error(const std::string& path)
{
    struct sockaddr_un address {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return ENAMETOOLONG;
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool reached =
        ::connect(socket,
                  reinterpret_cast<const struct sockaddr*>(&address), // NOLINT: POSIX wants it
                  sizeof address) == 0;
    const int reason = reached ? 0 : errno;
    ::close(socket);
    return reason;
}

void explain_unreachable(int reason, const std::string& path, Findings& findings)
{
    if (reason == EACCES || reason == EPERM) {
        findings.add("pcscd-socket-forbidden", path);
    } else if (find_program("pcscd").empty()) {
        findings.add("pcscd-not-installed");
    } else if (reason == ENOENT) {
        findings.add("pcscd-not-running", path);
    } else {
        findings.add("pcscd-dead", path);
    }
}

void explain_refusal(const Json& error, Findings& findings)
{
    const auto pcsc = error.at("pcsc").get<std::uint32_t>();
    // A service that could be reached and closes the connection at once has asked polkit; the
    // client library reports that as one or the other.
    const bool closed = pcsc == no_access || pcsc == no_service || pcsc == communication_error;
    if (pcsc == security_violation || closed) {
        findings.add(proc_hides_processes() ? "pcscd-refuses-hidepid" : "pcscd-refuses");
    } else if (pcsc == service_stopped) {
        findings.add("pcscd-other-protocol");
    } else {
        findings.add("pcscd-dead", socket_path());
    }
}

/// The service answers, and has none.
void explain_no_reader(Findings& findings)
{
    const auto on_usb = usb_readers();
    const auto daemons = scdaemons_on_usb();
    if (on_usb.empty()) {
        findings.add("reader-none");
    } else if (!daemons.empty()) {
        findings.add("reader-taken-by-scdaemon", names_of(daemons));
    } else {
        findings.add("reader-without-driver", on_usb.front());
    }
}

/// Readers on the USB bus beside those that the service has. One that scdaemon has may be a
/// security key, which nobody has to give up while there is a reader for the eID.
void check_other_readers(Findings& findings)
{
    if (const auto daemons = scdaemons_on_usb(); !daemons.empty()) {
        std::string evidence;
        for (const auto& product : usb_readers_of(daemons)) {
            evidence += product + ", ";
        }
        findings.add("other-reader-taken", evidence + names_of(daemons));
    }
    if (const auto unclaimed = unclaimed_usb_readers(); !unclaimed.empty()) {
        findings.add("reader-without-driver", unclaimed.front());
    }
}

bool contactless(const std::string& name)
{
    for (const char* const mark : {"CL Reader", "Contactless", "PICC", " CL "}) {
        if (name.find(mark) != std::string::npos) {
            return true;
        }
    }
    return false;
}

void explain_no_eid(const Json& reader, Findings& findings)
{
    const auto name = reader.at("name").get<std::string>();
    const auto error = reader.at("error").get<std::string>();
    const auto is = [&](Errc code) { return error == name_of(code); };
    if (is(Errc::no_card) || is(Errc::no_reader) || is(Errc::card_removed)) {
        findings.add("card-none", name);
    } else if (is(Errc::unresponsive_card)) {
        findings.add("card-mute", name);
    } else if (is(Errc::not_recognized)) {
        findings.add(contactless(name) ? "card-contactless" : "card-foreign", name);
    } else if (is(Errc::reader_busy)) {
        findings.add("card-held", names_of(reader_clients()));
    } else {
        findings.add("card-disturbed", name); // by reader, computer or card: which is not known
    }
}

bool is_eid(const Json& reader)
{
    return reader.contains("applet");
}

bool is_empty(const Json& reader)
{
    return reader.contains("error") && reader.at("error") == name_of(Errc::no_card);
}

std::string names_in(const Json& readers)
{
    std::string names;
    for (const auto& reader : readers) {
        names += (names.empty() ? "" : ", ") + reader.at("name").get<std::string>();
    }
    return names;
}

void check_eid(const Options& options, const Json& reader, Findings& findings)
{
    check_card(reader, findings);
    if (options.ask_issuers) {
        check_revocation(options, reader, findings);
    }
}

void check_several_eids(const Options& options,
                        const std::vector<Json>& readers,
                        Findings& findings)
{
    findings.add("card-several", names_in(readers));
    for (const auto& reader : readers) {
        findings.set_reader(reader.at("name").get<std::string>());
        check_eid(options, reader, findings);
    }
    findings.set_reader({});
}

void explain_no_eids(const Json& readers, Findings& findings)
{
    if (std::all_of(readers.begin(), readers.end(), is_empty)) {
        findings.add("card-none", names_in(readers));
    }
    for (const auto& reader : readers) {
        if (!is_empty(reader)) {
            explain_no_eid(reader, findings);
        }
    }
    check_other_readers(findings);
}

/// With an eID in one reader, what is in the others does not matter.
void check_cards(const Options& options, const Json& readers, Findings& findings)
{
    findings.add("reader-ready", names_in(readers));
    std::vector<Json> eids;
    std::copy_if(readers.begin(), readers.end(), std::back_inserter(eids), is_eid);
    if (eids.empty()) {
        explain_no_eids(readers, findings);
    } else if (eids.size() == 1) {
        check_eid(options, eids.front(), findings);
    } else {
        check_several_eids(options, eids, findings);
    }
}

} // namespace

void check_readers(const Options& options, Findings& findings)
{
    const auto path = socket_path();
    if (const int reason = socket_error(path); reason != 0) {
        explain_unreachable(reason, path, findings);
        return;
    }
    const auto seen = probe([&] { return look_at_cards(options); }, 10s);
    if (!seen) {
        const auto clients = names_of(reader_clients());
        findings.add("pcscd-silent", clients);
    } else if (seen->contains("error")) {
        explain_refusal(seen->at("error"), findings);
    } else if (seen->at("readers").empty() && seen->at("any").get<bool>()) {
        findings.add("reader-unknown", options.reader);
    } else if (seen->at("readers").empty()) {
        explain_no_reader(findings);
    } else {
        check_cards(options, seen->at("readers"), findings);
    }
}

} // namespace openbeid::cli
