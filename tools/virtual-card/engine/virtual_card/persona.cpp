// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/persona.hpp"

#include "base/hex.hpp"
#include "base/try.hpp"
#include "virtual_card/blueprint.hpp"
#include "virtual_card/cache.hpp"
#include "virtual_card/card_files.hpp"
#include "virtual_card/pki_cache.hpp"
#include "virtual_card/revocation.hpp"

#include <array>
#include <cstdlib>

namespace openbeid::virtual_card {

namespace {

namespace fs = std::filesystem;

constexpr const char* default_pin = "1234";
constexpr const char* default_puk = "222222111111"; // PUK2, then PUK1
constexpr unsigned puk_tries = 12;
constexpr std::array<std::uint8_t, 3> key_references = {0x81, 0x82, 0x83};

const Blueprint* find(std::string_view name)
{
    for (const auto& blueprint : blueprints()) {
        if (blueprint.name == name) {
            return &blueprint;
        }
    }
    return nullptr;
}

std::string key_file(std::uint8_t reference)
{
    return "key-" + to_hex(std::array{reference}) + ".pem";
}

/// Makes `personas/<name>`: a file for each EF, named by its path, and the keys.
Result<void> ensure_card(const Cache& cache, const Blueprint& blueprint)
{
    const auto folder = std::string{"personas/"} + blueprint.name;
    if (cache.has(folder)) {
        return {};
    }
    OPENBEID_CHECK(ensure_pki(cache));
    OPENBEID_TRY(const auto pki, load_pki(cache, blueprint.pki));
    OPENBEID_TRY(const auto keys, make_keys(blueprint));
    OPENBEID_TRY(const auto files, make_files(blueprint, pki, keys));
    OPENBEID_TRY(const auto path, cache.prepare(folder));
    for (const auto& [reference, key] : keys) {
        OPENBEID_TRY(const auto pem, key.to_pem());
        OPENBEID_CHECK(write_text(path / key_file(reference), pem));
    }
    for (const auto& [name, content] : files) {
        OPENBEID_CHECK(write_bytes(path / (name + ".bin"), content));
    }
    if (blueprint.revoked) {
        const std::array revoked{files.at("3F00DF005038"), files.at("3F00DF005039")};
        OPENBEID_TRY(const auto list, revocation_list(pki.citizen, revoked, digest_of(pki.style)));
        OPENBEID_CHECK(write_bytes(path / "eidc209901.crl", list)); // as the certificates' URL
    }
    return cache.publish(folder);
}

Result<Files> load_files(const fs::path& folder)
{
    Files files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".bin") {
            OPENBEID_TRY(files[entry.path().stem().string()], read_bytes(entry.path()));
        }
    }
    if (error || files.empty()) {
        return Error{.code = Errc::io, .where = "persona files"};
    }
    return files;
}

bool has_key(const Blueprint& blueprint, std::uint8_t reference)
{
    switch (reference) {
    case 0x82: return blueprint.has_authentication || blueprint.keeps_unused_keys;
    case 0x83: return blueprint.has_signature || blueprint.keeps_unused_keys;
    default: return blueprint.applet != Applet::v1_7;
    }
}

Result<void> load_keys(const fs::path& folder, const Blueprint& blueprint, Persona& persona)
{
    for (const auto reference : key_references) {
        if (!has_key(blueprint, reference)) {
            continue;
        }
        OPENBEID_TRY(const auto pem, read_text(folder / key_file(reference)));
        OPENBEID_TRY(auto key, PrivateKey::from_pem(pem));
        const bool unused = (reference == 0x82 && !blueprint.has_authentication) ||
                            (reference == 0x83 && !blueprint.has_signature);
        const bool activated = reference == 0x81 || (blueprint.activated && !unused);
        persona.keys.emplace(reference, CardKey{std::move(key), activated});
    }
    return {};
}

} // namespace

Result<Persona> load_persona(std::string_view name, const fs::path& cache_dir)
{
    const auto* blueprint = find(name);
    if (blueprint == nullptr) {
        return Error{.code = Errc::not_found, .where = "persona"};
    }
    Persona persona;
    persona.name = blueprint->name;
    persona.description = blueprint->description;
    persona.applet = blueprint->applet;
    persona.atr = from_hex(blueprint->atr).value_or(Bytes{});
    if (persona.applet == Applet::none) {
        return persona;
    }
    OPENBEID_TRY(const auto cache, Cache::open(cache_dir));
    OPENBEID_CHECK(ensure_card(cache, *blueprint));
    const auto folder = cache.path("personas") / persona.name;
    OPENBEID_TRY(persona.files, load_files(folder));
    OPENBEID_CHECK(load_keys(folder, *blueprint, persona));
    persona.card_data = make_card_data(*blueprint);
    persona.pin = {.digits = default_pin,
                   .tries_left = blueprint->tries_left,
                   .activated = blueprint->activated};
    if (persona.applet != Applet::v1_8) {
        persona.puk =
            Secret{.digits = default_puk, .max_tries = puk_tries, .tries_left = puk_tries};
    }
    if (blueprint->certificate_files_inactive) {
        persona.inactive_files = {"3F00DF005038", "3F00DF005039"};
    }
    return persona;
}

std::vector<std::string> persona_names()
{
    std::vector<std::string> names;
    for (const auto& blueprint : blueprints()) {
        names.emplace_back(blueprint.name);
    }
    return names;
}

std::string persona_description(std::string_view name)
{
    const auto* blueprint = find(name);
    return blueprint == nullptr ? "" : blueprint->description;
}

fs::path default_cache_dir()
{
    const auto variable = [](const char* name) -> fs::path {
        const char* value = std::getenv(name);
        return value == nullptr ? "" : value;
    };
    if (const auto own = variable("OPENBEID_VIRTUAL_CARD_DIR"); !own.empty()) {
        return own;
    }
    const auto caches = variable("XDG_CACHE_HOME");
    return (caches.empty() ? variable("HOME") / ".cache" : caches) / "openbeid-virtual-card";
}

} // namespace openbeid::virtual_card
