// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/pki_cache.hpp"

#include "base/try.hpp"

#include <array>

namespace openbeid::virtual_card {

namespace {

constexpr std::array all_styles = {PkiStyle::ca2, PkiStyle::ca4, PkiStyle::ca6};

/// The two lists that a TLS server needs.
struct Bundles {
    std::string roots;
    std::string authorities;
};

Result<std::string> save(const std::filesystem::path& stem, const Authority& authority)
{
    OPENBEID_TRY(const auto key, authority.key.to_pem());
    OPENBEID_TRY(auto certificate, certificate_to_pem(authority.certificate));
    OPENBEID_CHECK(write_text(stem.string() + ".key", key));
    OPENBEID_CHECK(write_text(stem.string() + ".crt", certificate));
    return certificate;
}

Result<void> save(const std::filesystem::path& folder, const Pki& pki, Bundles& bundles)
{
    const std::string style = name_of(pki.style);
    OPENBEID_TRY(const auto root, save(folder / (style + "-root"), pki.root));
    OPENBEID_TRY(const auto citizen, save(folder / (style + "-citizen"), pki.citizen));
    OPENBEID_CHECK(save(folder / (style + "-register"), pki.national_register));
    bundles.roots += root;
    bundles.authorities += citizen;
    if (pki.foreigner) {
        OPENBEID_TRY(const auto foreigner, save(folder / (style + "-foreigner"), *pki.foreigner));
        bundles.authorities += foreigner;
    }
    return {};
}

Result<Authority> load(const std::filesystem::path& stem)
{
    OPENBEID_TRY(const auto key_text, read_text(stem.string() + ".key"));
    OPENBEID_TRY(auto key, PrivateKey::from_pem(key_text));
    OPENBEID_TRY(const auto certificate_text, read_text(stem.string() + ".crt"));
    OPENBEID_TRY(auto certificate, certificate_from_pem(certificate_text));
    return Authority{std::move(key), std::move(certificate)};
}

} // namespace

Result<void> ensure_pki(const Cache& cache)
{
    if (cache.has("ca")) {
        return {};
    }
    OPENBEID_TRY(const auto folder, cache.prepare("ca"));
    Bundles bundles;
    for (const auto style : all_styles) {
        OPENBEID_TRY(const auto pki, generate_pki(style));
        OPENBEID_CHECK(save(folder, pki, bundles));
    }
    OPENBEID_CHECK(write_text(folder / "roots.pem", bundles.roots));
    OPENBEID_CHECK(write_text(folder / "chain.pem", bundles.authorities + bundles.roots));
    return cache.publish("ca");
}

Result<Pki> load_pki(const Cache& cache, PkiStyle style)
{
    const auto folder = cache.path("ca");
    const std::string name = name_of(style);
    OPENBEID_TRY(auto root, load(folder / (name + "-root")));
    OPENBEID_TRY(auto citizen, load(folder / (name + "-citizen")));
    OPENBEID_TRY(auto national_register, load(folder / (name + "-register")));
    Pki pki{style, std::move(root), std::move(citizen), std::nullopt, std::move(national_register)};
    if (style == PkiStyle::ca6) {
        OPENBEID_TRY(pki.foreigner, load(folder / (name + "-foreigner")));
    }
    return pki;
}

} // namespace openbeid::virtual_card
