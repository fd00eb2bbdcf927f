// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "doctor/checks.hpp"
#include "files.hpp"
#include "module_file.hpp"
#include "output_file.hpp"
#include "pin_input.hpp"
#include "report/log_excerpt.hpp"
#include "run_program.hpp"
#include "text.hpp"

#include <openbeid/version.hpp>

#include <openssl/crypto.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace openbeid::cli {

namespace {

std::string system_name()
{
    std::string id;
    std::string version;
    for (const auto& line : lines_of("/etc/os-release")) {
        if (line.starts_with("ID=")) {
            id = line.substr(3);
        } else if (line.starts_with("VERSION_ID=")) {
            version = line.substr(11);
        }
    }
    std::erase(version, '"');
    return id + " " + version;
}

/// Its version and the processor. Neither the computer's name, nor what the builder of a kernel of
/// one's own called it.
std::string kernel()
{
    struct utsname names {};
    if (::uname(&names) != 0) {
        return {};
    }
    const std::string_view release{names.release};
    return std::string{names.sysname} + " " +
           std::string{release.substr(0, release.find_first_not_of("0123456789."))} + " " +
           names.machine;
}

/// Versions of what takes part in a login, as far as the system's packages tell.
Json packages()
{
    const std::vector<std::string> names{"pcscd",
                                         "libpcsclite1",
                                         "libccid",
                                         "libnss3",
                                         "p11-kit",
                                         "opensc-pkcs11",
                                         "scdaemon",
                                         "beid-mw",
                                         "libbeidpkcs11-0",
                                         "firefox",
                                         "firefox-esr",
                                         "chromium",
                                         "thunderbird",
                                         "google-chrome-stable",
                                         "libssl3"};
    std::vector<std::string> command{
        "dpkg-query", "--show", "--showformat=${Package} ${Version}\\n"};
    command.insert(command.end(), names.begin(), names.end());
    Json versions = Json::object();
    std::istringstream output{run_program(command).output};
    for (std::string name, version; output >> name;) {
        std::getline(output, version);
        if (std::find(names.begin(), names.end(), name) != names.end() && version.size() > 1) {
            versions[name] = version.substr(1); // "name version", or other words: an error
        }
    }
    return versions;
}

std::string clean_evidence(const Redaction& redact, const Finding& finding)
{
    const std::string_view code{finding.code->name};
    if (code.starts_with("pin-")) {
        return finding.evidence; // how many tries are left
    }
    if (code.starts_with("certificate-")) { // its title, and a date
        return redact.words(finding.evidence, [](std::string_view) { return true; });
    }
    const bool programs = code == "card-held" || code == "reader-taken-by-scdaemon";
    if (!programs && (code.starts_with("card-") || code.starts_with("reader-"))) {
        return redact.reader(finding.evidence);
    }
    return redact.paths(finding.evidence);
}

/// Nothing of it names a person, a card or a computer.
Json collect(const Options& options)
{
    const Redaction redact;
    auto findings = examine(options);
    for (auto& finding : findings.all()) {
        finding.evidence = clean_evidence(redact, finding);
        finding.reader = redact.reader(finding.reader);
    }
    return {{"openbeid", version()},
            {"system", system_name()},
            {"kernel", kernel()},
            {"openssl", ::OpenSSL_version(OPENSSL_VERSION)},
            {"packages", packages()},
            {"language", language()},
            {"doctor", findings_json(findings)},
            {"log", log_excerpt(redact, module_file(options))}};
}

/// Asks on the terminal, if there is one; who has none has seen the report on standard output.
bool may_write(const Options& options)
{
    if (!has_terminal()) {
        return true;
    }
    const auto word = translate("yes");
    const auto answer = ask_word(fill(translate("Write this report to {file}? Type \"{word}\": "),
                                      {{"file", options.output}, {"word", word}}));
    return answer == word;
}

} // namespace

Ending run_report(const Options& options)
{
    const auto report = collect(options);
    print_json(report);
    if (options.output.empty()) {
        print_note(options,
                   translate("This is the report. Nothing was written; --output FILE keeps it."));
        return ExitCode::done;
    }
    std::fflush(stdout); // it is shown before the question
    if (!may_write(options)) {
        return failure_of({.code = Errc::cancelled, .where = "report"});
    }
    if (auto failure = write_file(options.output, json_text(report) + "\n")) {
        return *std::move(failure);
    }
    print_note(options, fill(translate("Written to {file}."), {{"file", options.output}}));
    return ExitCode::done;
}

} // namespace openbeid::cli
