// SPDX-License-Identifier: Apache-2.0
// The verification of files as a card may give them. The first byte of the input says what the
// rest stands for; the other files are those of a specimen.
#include "crypto/certificate.hpp"
#include "crypto/certificate_profile.hpp"
#include "crypto/certificate_signature.hpp"
#include "fuzz.hpp"
#include "identity/authenticity.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

using namespace openbeid;

namespace {

Bytes specimen(const char* name)
{
    std::ifstream in{std::string{OPENBEID_TEST_DATA "/specimens/"} + name, std::ios::binary};
    Bytes bytes{std::istreambuf_iterator<char>{in}, {}};
    fuzz::require(!bytes.empty());
    return bytes;
}

/// Made once: what does not depend on the input.
struct World {
    std::unique_ptr<crypto::Context> context{*crypto::Context::create()};
    Bytes identity{specimen("v17/4031.bin")};
    Bytes identity_signature{specimen("v17/4032.bin")};
    Bytes address{specimen("v17/4033.bin")};
    Bytes address_signature{specimen("v17/4034.bin")};
    Bytes register_certificate{specimen("v17/503C.bin")};

    [[nodiscard]] identity::CardFiles files() const
    {
        identity::CardFiles files;
        files.identity = identity;
        files.identity_signature = identity_signature;
        files.address = address;
        files.address_signature = address_signature;
        files.national_register_certificate = register_certificate;
        return files;
    }
};

// Puts the input in the place of one file or of several.
void place(identity::CardFiles& files, unsigned what, ByteView input)
{
    switch (what % 10) {
    case 0: files.national_register_certificate = input; break;
    case 1: files.authentication_certificate = files.ca_certificate = input; break;
    case 2: files.signature_certificate = input; break;
    case 3: files.root_certificate = input; break;
    case 4: files.identity = input; break;
    case 5: files.identity_signature = input; break;
    case 6: files.address = input; break;
    case 7: files.address_signature = input; break;
    case 8:
        files.basic_key = input;
        files.chip_proof = {.challenge = input, .answer = input};
        break;
    default:
        // Signatures of the input, by its own key.
        files.national_register_certificate = files.identity_signature = input;
        files.address_signature = files.photo = files.chip_serial = input;
        break;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const World world;
    if (size == 0) {
        return 0;
    }
    const ByteView input = ByteView{data, size}.subspan(1);
    auto files = world.files();
    place(files, data[0], input);
    const auto verification =
        identity::verify(*world.context, files, {.year = 2020, .month = 1, .day = 1});
    fuzz::require(verification.has_value());
    // No Belgian root signed anything of a specimen.
    fuzz::require(!verification->authentic() && !verification->relies_on_test_root());
    const auto challenge = identity::challenge_size(*world.context, input);
    fuzz::require(challenge.has_value());
    return 0;
}
