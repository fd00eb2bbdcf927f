// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include "crypto/certificate_profile.hpp"
#include "crypto/certificate_signature.hpp"
#include "fuzz.hpp"

using namespace openbeid;

namespace {

void check_names(ByteView name)
{
    for (const auto read : {&crypto::common_names, &crypto::serial_numbers}) {
        if (const auto names = read(name)) {
            for (const auto& each : *names) {
                fuzz::consume(each);
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto context = *crypto::Context::create();
    const auto parsed = crypto::Certificate::parse(*context, Bytes(data, data + size));
    if (!parsed) {
        fuzz::require(parsed.error().code == Errc::malformed);
        return 0;
    }
    fuzz::require(parsed->not_before().month >= 1 && parsed->not_after().month <= 12);
    if (const auto profile = crypto::read_profile(*parsed)) {
        fuzz::require(profile->is_authority == parsed->is_authority());
    }
    check_names(parsed->subject());
    check_names(parsed->issuer());
    if (const auto& key = parsed->public_key()) {
        fuzz::require((*key)->signature_size() > 0);
        const auto hash = crypto::signature_hash(*context, *parsed, **key); // self-signed?
        fuzz::require(hash || hash.error().code != Errc::crypto_failure);
    }
    return 0;
}
