// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "identity/jpeg.hpp"
#include "identity/records.hpp"
#include "persona.hpp"

#include <openbeid/identity.hpp>

#include <array>
#include <map>

using namespace openbeid;
using namespace openbeid::identity;

namespace {

/// What a persona of the virtual card has.
struct Kind {
    const char* name;
    bool sha1{false};     ///< register, photo or CA
    bool proves{false};   ///< applet 1.8
    bool has_login{true}; ///< certificates
    bool has_signature{true};
};

constexpr std::array kinds{
    Kind{.name = "v10-citizen", .sha1 = true},
    Kind{.name = "v11-citizen", .sha1 = true},
    Kind{.name = "v17-citizen"},
    Kind{.name = "v17-kids", .has_login = false, .has_signature = false},
    Kind{.name = "v17-minor", .has_signature = false},
    Kind{.name = "v17-rekeyed"},
    Kind{.name = "v17-expired"},
    Kind{.name = "v18-citizen", .proves = true},
    Kind{.name = "v18-foreigner", .proves = true},
    Kind{.name = "v18-minor", .proves = true, .has_signature = false},
};

} // namespace

TEST_CASE("every virtual card is authentic by its test root, and says so", "[identity][persona]")
{
    for (const auto& kind : kinds) {
        CAPTURE(kind.name);
        const auto verification = VirtualFiles{kind.name}.verify();
        for (const auto check : {Check::national_register_certificate,
                                 Check::identity_signature,
                                 Check::address_signature,
                                 Check::photo_hash,
                                 Check::chip_number,
                                 Check::root_certificate}) {
            CAPTURE(name_of(check));
            CHECK(outcome(verification, check) == "passed");
        }
        const auto* const expected = kind.proves ? "passed" : "absent: not_on_card";
        CHECK(outcome(verification, Check::basic_key_hash) == expected);
        CHECK(outcome(verification, Check::chip_proof) == expected);
        CHECK(outcome(verification, Check::authentication_certificate) ==
              (kind.has_login ? "passed" : "absent: not_on_card"));
        CHECK(outcome(verification, Check::signature_certificate) ==
              (kind.has_signature ? "passed" : "absent: not_on_card"));
        CHECK(verification.authentic());
        CHECK_FALSE(verification.first_failure());
        CHECK(verification.relies_on_test_root());
        CHECK(verification.relies_on_sha1() == kind.sha1);
        CHECK(verification.result(Check::national_register_certificate).anchor ==
              TrustAnchor::test_root);
    }
}

TEST_CASE("no virtual card is authentic without its test root", "[identity][persona]")
{
    for (const auto& kind : kinds) {
        CAPTURE(kind.name);
        const auto verification = VirtualFiles{kind.name}.verify(now(), {});
        CHECK_FALSE(verification.authentic());
        CHECK_FALSE(verification.relies_on_test_root());
        CHECK(verification.first_failure() == Check::national_register_certificate);
        CHECK(outcome(verification, Check::national_register_certificate) ==
              "failed: untrusted_issuer");
        CHECK(outcome(verification, Check::root_certificate) == "failed: untrusted_issuer");
        CHECK(outcome(verification, Check::identity_signature) == "passed");
    }
}

TEST_CASE("a root of another card is of no use", "[identity][persona]")
{
    const VirtualFiles card{"v18-citizen"};
    const VirtualFiles other{"v17-citizen"};
    CHECK_FALSE(card.verify(now(), other.test_roots).authentic());
    auto both = other.test_roots;
    both.push_back(card.test_roots.front());
    CHECK(card.verify(now(), both).authentic());
}

TEST_CASE("padding of a certificate file does not matter", "[identity][persona]")
{
    VirtualFiles card{"v18-citizen"};
    for (auto* const file : {&card.register_certificate,
                             &card.authentication_certificate,
                             &card.ca_certificate,
                             &card.root_certificate}) {
        file->resize(file->size() + 1100);
        *file += crypto::hex("DEADBEEF"); // the rest of a longer one
    }
    CHECK(card.verify().authentic());
}

TEST_CASE("times are told apart from signatures", "[identity][persona]")
{
    const VirtualFiles expired{"v17-expired"};
    const auto verification = expired.verify();
    CHECK(verification.authentic());
    CHECK(verification.validity(Dated::card) == Validity::expired);
    CHECK(verification.validity(Dated::authentication_certificate) == Validity::expired);
    CHECK(verification.validity(Dated::signature_certificate) == Validity::expired);
    CHECK(verification.validity(Dated::national_register_certificate) == Validity::valid);
    CHECK(verification.validity(Dated::ca_certificate) == Validity::valid);
    CHECK(verification.validity(Dated::trust_anchor) == Validity::valid);

    const VirtualFiles card{"v17-kids"};
    const auto early = card.verify(day(1999, 1, 1), card.test_roots);
    CHECK(early.authentic());
    CHECK(early.validity(Dated::card) == Validity::not_yet_valid);
    CHECK(early.validity(Dated::national_register_certificate) == Validity::not_yet_valid);
    CHECK(early.validity(Dated::trust_anchor) == Validity::not_yet_valid);
    CHECK_FALSE(early.validity(Dated::authentication_certificate));
    const auto late = card.verify(day(2199, 1, 1), card.test_roots);
    CHECK(late.authentic());
    CHECK(late.validity(Dated::card) == Validity::expired);
    CHECK(late.validity(Dated::trust_anchor) == Validity::expired);
    CHECK(VirtualFiles{"v18-citizen"}.verify().validity(Dated::card) == Validity::valid);
}

TEST_CASE("a card is valid on both of the days printed on it", "[identity][persona]")
{
    const VirtualFiles card{"v17-citizen"};
    const auto identity = parse_identity(card.identity);
    REQUIRE(identity);
    const auto begin = identity->validity_begin.value.value();
    const auto end = identity->validity_end.value.value();
    const auto at = [&](const Date& date) {
        return card.verify(day(date.year, date.month, date.day), card.test_roots)
            .validity(Dated::card);
    };
    CHECK(at(begin) == Validity::valid);
    CHECK(at(end) == Validity::valid);
}

TEST_CASE("a citizen abroad has no address, and that is in order", "[identity][persona]")
{
    VirtualFiles card{"v18-citizen"};
    card.address.assign(121, 0);
    card.address_signature.assign(104, 0);
    auto verification = card.verify();
    CHECK(outcome(verification, Check::address_signature) == "absent: not_on_card");
    CHECK(verification.authentic());

    // But an address that is signed can't be taken away from its signature, nor the other way.
    card = VirtualFiles{"v18-citizen"};
    card.address.assign(121, 0);
    CHECK(outcome(card.verify(), Check::address_signature) == "failed: mismatch");
    card = VirtualFiles{"v18-citizen"};
    card.address_signature.assign(104, 0);
    CHECK(outcome(card.verify(), Check::address_signature) == "failed: unsigned_data");
    CHECK_FALSE(card.verify().authentic());
}

TEST_CASE("what was not read is not checked, and not vouched for", "[identity][persona]")
{
    const VirtualFiles card{"v18-citizen"};
    CardFiles files;
    files.identity = card.identity;
    files.identity_signature = card.identity_signature;
    files.national_register_certificate = card.register_certificate;
    const auto least = verify(shared_context(), files, now(), card.test_roots);
    REQUIRE(least);
    CHECK(least->authentic());
    for (const auto check : {Check::address_signature,
                             Check::photo_hash,
                             Check::chip_number,
                             Check::basic_key_hash,
                             Check::chip_proof,
                             Check::authentication_certificate,
                             Check::signature_certificate,
                             Check::root_certificate}) {
        CHECK(outcome(*least, check) == "not_checked: not_given");
    }
    CHECK(least->validity(Dated::trust_anchor) == Validity::unknown);

    files.national_register_certificate = {};
    CHECK_FALSE(verify(shared_context(), files, now(), card.test_roots)->authentic());
    const auto nothing = verify(shared_context(), {}, now());
    REQUIRE(nothing);
    CHECK_FALSE(nothing->authentic());
    CHECK(nothing->validities().empty());
}

TEST_CASE("what was asked for and is not there fails its check, unless a card may lack it",
          "[identity][persona]")
{
    const VirtualFiles card{"v18-citizen"};
    const auto why = GENERATE(Reason::not_on_card, Reason::refused, Reason::malformed);
    CAPTURE(name_of(why));
    const auto without = [&](CardFile CardFiles::*file) {
        auto files = card.views();
        files.*file = CardFile{why};
        const auto verification = verify(shared_context(), files, now(), card.test_roots);
        REQUIRE(verification);
        return *verification;
    };
    const auto failure = std::string{"failed: "} + name_of(why);
    struct Case {
        CardFile CardFiles::*file;
        Check check;
    };
    for (const auto& [file, check] :
         {Case{&CardFiles::national_register_certificate, Check::national_register_certificate},
          Case{&CardFiles::identity, Check::identity_signature},
          Case{&CardFiles::identity_signature, Check::identity_signature},
          Case{&CardFiles::identity_signature, Check::address_signature},
          Case{&CardFiles::address, Check::address_signature},
          Case{&CardFiles::address_signature, Check::address_signature},
          Case{&CardFiles::photo, Check::photo_hash},
          Case{&CardFiles::basic_key, Check::basic_key_hash},
          Case{&CardFiles::basic_key, Check::chip_proof}}) {
        CAPTURE(name_of(check));
        CHECK(outcome(without(file), check) == failure);
        CHECK_FALSE(without(file).authentic());
    }
    const auto expected = why == Reason::not_on_card ? "absent: not_on_card" : failure;
    for (const auto& [file, check] :
         {Case{&CardFiles::authentication_certificate, Check::authentication_certificate},
          Case{&CardFiles::signature_certificate, Check::signature_certificate},
          Case{&CardFiles::root_certificate, Check::root_certificate}}) {
        CAPTURE(name_of(check));
        CHECK(outcome(without(file), check) == expected);
        CHECK(without(file).authentic() == (why == Reason::not_on_card));
    }
    CHECK(outcome(without(&CardFiles::ca_certificate), Check::signature_certificate) ==
          "failed: no_key");
    // A register's certificate of zeros is none that a card may lack.
    auto zeros = card;
    zeros.register_certificate.assign(2500, 0);
    CHECK(outcome(zeros.verify(), Check::national_register_certificate) == "failed: not_on_card");
}

TEST_CASE("every field of a virtual card reads, to the last byte of its files",
          "[identity][persona]")
{
    for (const auto& kind : kinds) {
        CAPTURE(kind.name);
        const VirtualFiles card{kind.name};
        const auto identity = parse_identity(card.identity);
        REQUIRE(identity);
        CHECK(identity->chip_number == card.chip_serial);
        CHECK(identity->surname.rfind("SPECIMEN", 0) == 0);
        CHECK_FALSE(identity->first_names.empty());
        CHECK(identity->birth_date.value);
        CHECK(identity->document_type.value);
        CHECK(identity->sex.value);
        CHECK(identity->validity_begin.value < identity->validity_end.value);
        CHECK(identity->structure_version.empty() != kind.proves);
        CHECK(check_national_number(identity->national_number, identity->birth_date.value->year) ==
              CheckDigits::right);
        CHECK(check_card_number(identity->card_number) != CheckDigits::wrong);
        const auto address = parse_address(card.address);
        REQUIRE(address);
        CHECK(*address);
        const auto extent = measure_jpeg(card.photo);
        CHECK(extent.state == JpegState::complete);
        CHECK(extent.size == card.photo.size());
    }
}

TEST_CASE("the end of a photo is found whatever part of it was read", "[identity][persona]")
{
    auto photo = VirtualFiles{"v18-citizen"}.photo;
    const auto size = photo.size();
    for (std::size_t first = 0; first < size; first += 13) {
        const auto extent = measure_jpeg(ByteView{photo}.first(first));
        REQUIRE(extent.state == JpegState::incomplete);
        REQUIRE(extent.size > first);
        REQUIRE(extent.size <= size);
    }
    photo.resize(size + 500);
    CHECK(measure_jpeg(photo).size == size);
}
