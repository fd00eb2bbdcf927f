// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "identity_output.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "output_file.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace openbeid::cli {

namespace {

IdentityOptions reading(const Options& options)
{
    return {.address = true,
            .photo = !options.photo.empty(),
            .prove_chip = options.prove_chip,
            .certificates = false,
            .test_roots = options.test_roots};
}

/// Reads with progress on a terminal, and ends early, between two commands, after Ctrl-C.
Result<IdentityDocument> read(const Options& options, Card& card)
{
    const SignalsNoted signals;
    const bool shows = can_show_progress(options);
    auto document = card.read_identity(reading(options), [&](const Progress& progress) {
        if (shows) {
            show_progress(fill(translate("Reading the card: {bytes} bytes …"),
                               {{"bytes", std::to_string(progress.bytes)}}));
        }
        return !SignalsNoted::any();
    });
    if (shows) {
        show_progress({});
    }
    return document;
}

/// A proof that was asked for and not given is a failure, although the data may well be genuine: a
/// copy of them would be, too.
ExitCode exit_code(const Options& options, const Verification& verification)
{
    if (!verification.authentic()) {
        return ExitCode::not_trusted;
    }
    if (options.prove_chip && verification.result(Check::chip_proof).outcome != Outcome::passed) {
        print_note(
            options,
            translate("The chip gave no proof that it is no copy: only cards since 2020 can."));
        return ExitCode::failed;
    }
    return ExitCode::done;
}

} // namespace

Ending run_identity(const Options& options, OpenedCard& opened)
{
    const auto document = read(options, opened.card);
    if (!document) {
        return failure_of(document.error());
    }
    const auto& photo = document->photo;
    if (!options.photo.empty()) {
        if (photo.empty()) {
            print_note(options, translate("The card gives no photo."));
        } else if (auto failure =
                       write_file(options.photo, std::string{photo.begin(), photo.end()})) {
            return *std::move(failure);
        }
    }
    if (options.json) {
        print_json(identity_json(*document));
    } else {
        print_identity(*document, options.prove_chip);
    }
    return exit_code(options, document->verification);
}

} // namespace openbeid::cli
