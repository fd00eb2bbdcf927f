// SPDX-License-Identifier: Apache-2.0
#include "persona.hpp"

#include <array>
#include <random>

using namespace openbeid;

namespace {

/// A file, and the checks that may be the first to fail if it was changed.
struct SignedFile {
    const char* name;
    Bytes VirtualFiles::*content;
    Check check;
};

constexpr std::array signed_files{
    SignedFile{"identity", &VirtualFiles::identity, Check::identity_signature},
    SignedFile{"identity signature", &VirtualFiles::identity_signature, Check::identity_signature},
    SignedFile{"address", &VirtualFiles::address, Check::address_signature},
    SignedFile{"address signature", &VirtualFiles::address_signature, Check::address_signature},
    SignedFile{"photo", &VirtualFiles::photo, Check::photo_hash},
    SignedFile{"register's certificate",
               &VirtualFiles::register_certificate,
               Check::national_register_certificate},
    SignedFile{"basic key", &VirtualFiles::basic_key, Check::basic_key_hash},
    SignedFile{"chip serial", &VirtualFiles::chip_serial, Check::chip_number},
    SignedFile{"authentication certificate",
               &VirtualFiles::authentication_certificate,
               Check::authentication_certificate},
    SignedFile{"signature certificate",
               &VirtualFiles::signature_certificate,
               Check::signature_certificate},
    SignedFile{"CA certificate", &VirtualFiles::ca_certificate, Check::authentication_certificate},
    SignedFile{"root certificate", &VirtualFiles::root_certificate, Check::root_certificate},
    SignedFile{"challenge", &VirtualFiles::challenge, Check::chip_proof},
    SignedFile{"answer", &VirtualFiles::answer, Check::chip_proof},
};

} // namespace

TEST_CASE("no single flipped bit goes unnoticed, and the check that it breaks is named",
          "[identity][flipped]")
{
    const auto* const name = GENERATE("v11-citizen", "v17-citizen", "v17-rekeyed", "v18-citizen");
    CAPTURE(name);
    VirtualFiles card{name};
    REQUIRE(card.verify().authentic());
    std::size_t files = 0;
    for (const auto& file : signed_files) {
        files += (card.*file.content).empty() ? 0U : 1U;
    }

    // As many positions in each file, 500 or a few more in all, always the same ones.
    constexpr std::size_t positions = 500;
    const auto per_file = (positions + files - 1) / files;
    std::mt19937 random{20'041'213};
    std::size_t tried = 0;
    for (const auto& file : signed_files) {
        auto& bytes = card.*file.content;
        for (std::size_t i = 0; i < per_file && !bytes.empty(); ++i) {
            const auto bit = random() % (8 * bytes.size());
            const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
            bytes[bit / 8] ^= mask;
            const auto verification = card.verify();
            const auto failure = verification.first_failure();
            INFO(file.name << ", bit " << bit);
            REQUIRE_FALSE(verification.authentic());
            REQUIRE(failure);
            INFO("named " << name_of(*failure) << ", expected " << name_of(file.check));
            REQUIRE(failure == file.check);
            bytes[bit / 8] ^= mask;
            ++tried;
        }
    }
    CHECK(tried >= positions);
    CHECK(card.verify().authentic());
}
