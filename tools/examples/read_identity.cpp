// SPDX-License-Identifier: Apache-2.0
// Reads the identity from the first card found, checks it, and prints what may be relied on.
#include <openbeid/reader.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace openbeid;

namespace {

/// The first eID in any reader.
Result<Card> first_card(const Readers& readers)
{
    const auto list = readers.list();
    if (!list) {
        return list.error();
    }
    Error last{.code = Errc::no_reader};
    for (const auto& reader : *list) {
        auto card = readers.open_card(reader.name);
        if (card) {
            return card;
        }
        last = card.error();
    }
    return last;
}

int fail(const Error& error)
{
    std::fprintf(stderr, "%s (%s)\n", name_of(error.code), error.where);
    return EXIT_FAILURE;
}

void print(const IdentityDocument& document)
{
    const auto& who = document.identity;
    std::printf("name: %s, %s\n", who.surname.c_str(), who.first_names.c_str());
    std::printf("born: %s, %s\n", who.birth_date.text.c_str(), who.birth_place.c_str());
    std::printf("national number: %s\n", format_national_number(who.national_number).c_str());
    std::printf("card: %s, valid until %s\n",
                format_card_number(who.card_number).c_str(),
                who.validity_end.text.c_str());
    if (document.address) {
        const auto& home = *document.address;
        std::printf("address: %s, %s %s\n",
                    home.street_and_number.c_str(),
                    home.zip.c_str(),
                    home.municipality.c_str());
    }
}

} // namespace

/// usage: read_identity [TEST_ROOT]
/// TEST_ROOT is a file with the DER SubjectPublicKeyInfo of a virtual card's root.
int main(int argc, char** argv)
{
    IdentityOptions options{.photo = false, .certificates = true};
    if (argc > 1) {
        std::ifstream root{argv[1], std::ios::binary};
        options.test_roots.emplace_back(std::istreambuf_iterator<char>{root},
                                        std::istreambuf_iterator<char>{});
    }
    const auto readers = Readers::open();
    if (!readers) {
        return fail(readers.error());
    }
    auto card = first_card(*readers);
    if (!card) {
        return fail(card.error());
    }
    const auto document = card->read_identity(options);
    if (!document) {
        return fail(document.error());
    }
    const auto& verification = document->verification;
    if (!verification.authentic()) {
        const auto failure = verification.first_failure();
        std::fprintf(stderr,
                     "NOT AUTHENTIC: %s\n",
                     failure ? name_of(*failure) : "not everything could be checked");
        return EXIT_FAILURE;
    }
    std::printf("authentic%s\n", verification.relies_on_test_root() ? ", for a test card" : "");
    print(*document);
    return EXIT_SUCCESS;
}
