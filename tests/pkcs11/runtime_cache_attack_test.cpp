// SPDX-License-Identifier: Apache-2.0
// Files in the runtime directory that are not what this card's last process left there.
#include "base/hex.hpp"
#include "cache/runtime_cache.hpp"
#include "runtime_directory.hpp"
#include "states.hpp"

#include <sys/stat.h>

#include <algorithm>

using namespace openbeid;
using namespace openbeid::test;

namespace {

Bytes serial_of(std::string_view persona_name)
{
    auto serial = persona(persona_name).card_data;
    serial.resize(16);
    return serial;
}

/// Writes to the cache as the module would, had it read something else from the card.
class Forger {
public:
    void store(const Card& card, cache::Entry entry, ByteView content)
    {
        const auto serial = serial_of(card.persona_name());
        const auto leaf =
            der_on(card, entry == cache::Entry::signature ? signature_id : authentication_id);
        cache_.store(entry, {.serial = serial, .first_block = ByteView{leaf}.first(256)}, content);
    }

private:
    std::unique_ptr<crypto::Context> crypto_ = *crypto::Context::create();
    cache::RuntimeCache cache_{*crypto_};
};

} // namespace

TEST_CASE("authorities that no longer fit the holder's certificate are read again",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v17-citizen");
    CHECK(login(card) == cold_login(*card));
    Forger forger;
    const auto other = make_card("v18-foreigner");
    SECTION("the CA and the root of another country's clothing")
    {
        forger.store(*card, cache::Entry::ca, der_on(*other, ca_id));
        forger.store(*card, cache::Entry::root, der_on(*other, root_id));
        CHECK(login(card) == cold_login(*card)); // nothing is believed without the CA
    }
    SECTION("the root alone")
    {
        forger.store(*card, cache::Entry::root, der_on(*other, root_id));
        CHECK(login(card) == warm_login(*card) + cost_of(*card, root_id));
    }
    SECTION("the holder's own certificate in place of the root")
    {
        forger.store(*card, cache::Entry::root, der_on(*card, authentication_id));
        CHECK(login(card) == warm_login(*card) + cost_of(*card, root_id));
    }
    SECTION("no certificate at all")
    {
        forger.store(*card, cache::Entry::root, Bytes(1000, 0x30));
        CHECK(login(card) == warm_login(*card) + cost_of(*card, root_id));
    }
    CHECK(login(card) == warm_login(*card));
}

TEST_CASE("what a reader once got wrong does not live on in the cache", "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card(GENERATE("v17-citizen", "v18-citizen"));
    CHECK(login(card) == cold_login(*card));
    auto rest = der_on(*card, authentication_id);
    rest.erase(rest.begin(), rest.begin() + 256);
    rest[GENERATE(std::size_t{0}, std::size_t{100}, std::size_t{500})] ^= 1U;
    Forger forger;
    forger.store(*card, cache::Entry::authentication, rest);
    CHECK(login(card) == warm_login(*card) + cost_of(*card, authentication_id) - 2);
    CHECK(login(card) == warm_login(*card));
}

TEST_CASE("two cards share the directory, and never a byte", "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto first = make_card("v17-citizen");
    const auto second = make_card("v17-expired");
    CHECK(login(first) == cold_login(*first));
    const auto of_first = runtime.certificates();
    CHECK(login(second) == cold_login(*second));
    auto of_second = runtime.certificates();
    std::erase_if(of_second, [&](const auto& file) {
        return std::find(of_first.begin(), of_first.end(), file) != of_first.end();
    });
    REQUIRE(of_first.size() == 4);
    REQUIRE(of_second.size() == 4);
    CHECK(login(first) == warm_login(*first));
    CHECK(login(second) == warm_login(*second));
    for (std::size_t i = 0; i < 4; ++i) {
        const auto content = content_of(of_first[i]);
        write_file(of_first[i], content_of(of_second[i]));
        write_file(of_second[i], content);
    }
    CHECK(login(first) == cold_login(*first));
    CHECK(login(second) == cold_login(*second));
}

TEST_CASE("files that were damaged are read from the card again, whatever was done to them",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v17-citizen");
    CHECK(login(card) == cold_login(*card));
    const auto files = runtime.certificates();
    REQUIRE(files.size() == 4);
    const auto& file = files[GENERATE(0U, 1U, 2U, 3U)];
    const auto content = content_of(file);
    SECTION("cut")
    {
        write_file(file, content.substr(0, content.size() - 1));
    }
    SECTION("emptied")
    {
        write_file(file, "");
    }
    SECTION("a bit flipped")
    {
        auto flipped = content;
        flipped[20] = static_cast<char>(flipped[20] ^ 1);
        write_file(file, flipped);
    }
    SECTION("deleted")
    {
        std::filesystem::remove(file);
    }
    SECTION("led elsewhere")
    {
        std::filesystem::rename(file, runtime.root() / "elsewhere");
        std::filesystem::create_symlink(runtime.root() / "elsewhere", file);
    }
    const auto again = login(card);
    CHECK(again > warm_login(*card));
    CHECK(again <= cold_login(*card));
    CHECK(login(card) == warm_login(*card));
}

TEST_CASE("a directory that can't be trusted or used makes every login a first one",
          "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v17-citizen");
    CHECK(login(card) == cold_login(*card));
    SECTION("others may look into it")
    {
        ::chmod(runtime.ours().c_str(), 0750);
    }
    SECTION("it is a symbolic link")
    {
        std::filesystem::rename(runtime.ours(), runtime.root() / "moved");
        std::filesystem::create_directory_symlink(runtime.root() / "moved", runtime.ours());
    }
    SECTION("it is not there any more")
    {
        ::setenv("XDG_RUNTIME_DIR", "/no/such/folder", 1);
    }
    CHECK(login(card) == cold_login(*card));
    CHECK(login(card) == cold_login(*card));
}

TEST_CASE("no file shows a name or a number without the card", "[pkcs11][cache]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card(GENERATE(values<const char*>(every_citizen)));
    CHECK(login(card) == cold_login(*card));
    std::string all;
    for (const auto& file : runtime.certificates()) {
        // Apart: the last bytes of a file and the "cert" of the next name are soon an address.
        all += '\n' + file.filename().string() + '\n' + content_of(file);
    }
    REQUIRE(!all.empty());
    // Any six bytes in a row of any certificate: names and numbers are among them.
    for (const auto id : {authentication_id, signature_id, ca_id, root_id}) {
        const auto der = der_on(*card, id);
        const std::string text{der.begin(), der.end()};
        bool found = false;
        for (std::size_t at = 0; at + 6 <= text.size(); ++at) {
            found = found || all.find(text.substr(at, 6)) != std::string::npos;
        }
        CHECK_FALSE(found);
    }
    const auto serial = to_hex(serial_of(card->persona_name()));
    CHECK(all.find(serial.substr(16)) == std::string::npos);
}
