// SPDX-License-Identifier: Apache-2.0
#include "cards.hpp"
#include "support/catch.hpp"
#include "virtual_card/cache.hpp"
#include "virtual_card/card.hpp"
#include "virtual_card/persona.hpp"

#include <openssl/x509.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

using namespace openbeid;
using namespace openbeid::virtual_card;
using namespace openbeid::virtual_card::test;

namespace fs = std::filesystem;

namespace {

/// An empty folder that goes with the object.
class Folder {
public:
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "virtual-card-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path path;
};

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate certificate(const Persona& persona, const char* path)
{
    const auto& file = persona.files.at(path);
    const auto* in = file.data();
    return {d2i_X509(nullptr, &in, static_cast<long>(file.size())), X509_free};
}

} // namespace

TEST_CASE("a program can have a card in itself, as the README shows", "[virtual-card][persona]")
{
    auto persona = load_persona("v17-citizen", default_cache_dir());
    Card card{*std::move(persona)};
    card.power_on();
    const Bytes answer = card.transmit(Bytes{0x80, 0xE4, 0x00, 0x00, 0x1C}); // GET CARD DATA
    CHECK(answer.size() == 0x1C + 2);
}

TEST_CASE("every persona has its description and loads", "[virtual-card][persona]")
{
    for (const auto& name : persona_names()) {
        INFO(name);
        CHECK_FALSE(persona_description(name).empty());
        CHECK(persona(name).name == name);
    }
    CHECK(persona_description("nobody").empty());
}

TEST_CASE("an unknown persona is not found", "[virtual-card][persona]")
{
    const auto loaded = load_persona("nobody", default_cache_dir());
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == Errc::not_found);
}

TEST_CASE("a persona is made once and then the same for ever", "[virtual-card][cache]")
{
    const auto first = persona("v18-citizen");
    const auto second = persona("v18-citizen");
    CHECK(first.files == second.files);
    CHECK(*first.keys.at(0x82).key.public_key() == *second.keys.at(0x82).key.public_key());
}

TEST_CASE("several that start at once make one card", "[virtual-card][cache]")
{
    const Folder folder;
    static_cast<void>(persona("v18-citizen")); // the authorities, which take long to make
    fs::copy(default_cache_dir() / "ca", folder.path / "ca", fs::copy_options::recursive);
    fs::copy(default_cache_dir() / "format", folder.path / "format");
    std::vector<Files> files(4);
    std::vector<std::thread> threads;
    for (auto& result : files) {
        threads.emplace_back([&] {
            if (auto loaded = load_persona("v18-citizen", folder.path)) {
                result = std::move(loaded->files);
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK_FALSE(files[0].empty());
    for (const auto& other : files) {
        CHECK(other == files[0]);
    }
}

TEST_CASE("what another version left in the cache is made anew", "[virtual-card][cache]")
{
    const Folder folder;
    fs::create_directories(folder.path / "ca");
    fs::create_directories(folder.path / "personas" / "v18-citizen");
    std::ofstream{folder.path / "format"} << "0\n";
    CHECK(load_persona("v18-citizen", folder.path));
    CHECK(fs::exists(folder.path / "ca" / "roots.pem"));
    CHECK(fs::exists(folder.path / "ca" / "chain.pem"));
}

TEST_CASE("a cache that can't be written is an error", "[virtual-card][cache]")
{
    const auto loaded = load_persona("v18-citizen", "/dev/null/cache");
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == Errc::io);
}

TEST_CASE("keys of other curves can be put in", "[virtual-card][persona]")
{
    auto changed = persona("v18-citizen");
    auto key = PrivateKey::generate_ec("P-521");
    REQUIRE(key);
    changed.keys.at(0x82).key = *key;
    const auto card = powered(changed);
    CHECK(send(*card, select_df00) == "9000");
    CHECK(send(*card, use_key_82) == "9000");
    CHECK(send(*card, right_pin) == "9000");
    CHECK(send(*card, sign_32_bytes) == "6184"); // two numbers of 66 bytes
}

TEST_CASE("the issuer's list of the revoked card names both its certificates",
          "[virtual-card][persona]")
{
    const auto card = persona("v18-revoked");
    const auto folder = default_cache_dir() / "personas" / card.name;
    const auto bytes = read_bytes(folder / "eidc209901.crl");
    REQUIRE(bytes);
    const auto* in = bytes->data();
    const std::unique_ptr<X509_CRL, void (*)(X509_CRL*)> list{
        d2i_X509_CRL(nullptr, &in, static_cast<long>(bytes->size())), X509_CRL_free};
    REQUIRE(list);
    const auto issuer = certificate(card, "3F00DF00503A");
    CHECK(X509_CRL_verify(list.get(), X509_get0_pubkey(issuer.get())) == 1);
    CHECK(X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(issuer.get())) == 0);
    CHECK(X509_cmp_current_time(X509_CRL_get0_nextUpdate(list.get())) > 0);
    for (const char* const path : {"3F00DF005038", "3F00DF005039"}) {
        X509_REVOKED* entry = nullptr;
        const auto leaf = certificate(card, path);
        CHECK(X509_CRL_get0_by_cert(list.get(), &entry, leaf.get()) == 1);
    }
    X509_REVOKED* entry = nullptr;
    const auto good = certificate(persona("v18-citizen"), "3F00DF005038");
    CHECK(X509_CRL_get0_by_cert(list.get(), &entry, good.get()) == 0);
}
