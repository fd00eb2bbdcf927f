// SPDX-License-Identifier: Apache-2.0
// The same for libopenbeid: the identity, checked against the root of the virtual card.
#include "meter.hpp"

#include <openbeid/reader.hpp>
#include <openbeid/version.hpp>

#include <cstdlib>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace openbeid;
using openbeid::bench::Meter;

namespace {

template <typename T>
T value_of(Result<T> result)
{
    if (!result) {
        throw std::runtime_error{std::string{name_of(result.error().code)} + " (" +
                                 result.error().where + ')'};
    }
    return *std::move(result);
}

/// What proves a virtual card genuine, read outside of what counts.
Bytes test_root(const std::string& reader)
{
    auto card = value_of(value_of(Readers::open()).open_card(reader));
    const auto root = value_of(card.certificate(CertificateId::root));
    return root ? root->public_key : Bytes{};
}

void read_identity(const std::string& reader, bool with_photo)
{
    const IdentityOptions options{
        .photo = with_photo, .prove_chip = with_photo, .test_roots = {test_root(reader)}};
    Meter meter;
    meter.begin();
    const auto readers = value_of(Readers::open());
    auto card = value_of(readers.open_card(reader));
    const auto document = value_of(card.read_identity(options));
    meter.end();
    if (with_photo && !document.verification.authentic()) {
        throw std::runtime_error{"the identity is not authentic"};
    }
}

} // namespace

int main(int argc, char** argv)
{
    const std::span<char*> arguments{argv, static_cast<std::size_t>(argc)};
    if (arguments.size() == 2 && arguments[1] == std::string_view{"name"}) {
        std::cout << "libopenbeid " << version() << std::endl;
        return EXIT_SUCCESS;
    }
    if (arguments.size() != 3) {
        std::cerr << "usage: openbeid-bench-library all|no-photo READER\n"
                     "openbeid-bench runs this.\n";
        return 2;
    }
    try {
        read_identity(arguments[2], arguments[1] == std::string_view{"all"});
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        Meter::fail("scenario", error.what());
        return EXIT_FAILURE;
    }
}
