// SPDX-License-Identifier: Apache-2.0
#include "runtime_directory.hpp"

#include <algorithm>

namespace openbeid::test {

std::vector<std::filesystem::path> RuntimeDirectory::certificates() const
{
    std::vector<std::filesystem::path> found;
    for (const auto& file : std::filesystem::directory_iterator{ours()}) {
        if (file.path().filename().string().starts_with("certificate-")) {
            found.push_back(file.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

Bytes der_on(const Card& card, std::uint8_t certificate_id)
{
    auto file = card.file(path_of(certificate_id)).value_or(Bytes{});
    if (file.size() < 4 || file[0] != 0x30) {
        return {};
    }
    file.resize(der_size(file));
    return file;
}

std::uint64_t recognition_cost(const Card& card)
{
    return card.persona_name().starts_with("v18") ? 2 : 1;
}

NssLogin log_in_as_nss(const std::shared_ptr<Card>& card)
{
    const Meter meter{*card};
    NssLogin seen;
    const OpenSession token{card};
    static_cast<void>(token.session.find(Wanted{CKO_CERTIFICATE}));
    for (const auto id : {authentication_id, signature_id, ca_id, root_id}) {
        seen.certificates[id] = token.session.certificate(id);
    }
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    const auto key = token.session.key(authentication_id);
    if (key != CK_INVALID_HANDLE) {
        const bool is_rsa = !card->persona_name().starts_with("v18");
        REQUIRE(token.session.sign_init(is_rsa ? CKM_SHA256_RSA_PKCS : CKM_ECDSA_SHA256, key) ==
                Rv{CKR_OK});
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    }
    seen.exchanges = meter.apdus();
    return seen;
}

std::uint64_t login(const std::shared_ptr<Card>& card)
{
    const auto seen = log_in_as_nss(card);
    for (const auto id : {authentication_id, signature_id, ca_id, root_id}) {
        CAPTURE(int{id});
        CHECK(seen.certificates.at(id) == der_on(*card, id));
    }
    return seen.exchanges;
}

std::uint64_t cold_login(const Card& card)
{
    return recognition_cost(card) +
           cost_of(card, {authentication_id, signature_id, ca_id, root_id}) + 5;
}

std::uint64_t warm_login(const Card& card)
{
    return recognition_cost(card) + 4 + 5;
}

} // namespace openbeid::test
