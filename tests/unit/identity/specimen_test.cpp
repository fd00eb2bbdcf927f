// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "support.hpp"

#include <openbeid/identity.hpp>

using namespace openbeid;
using namespace openbeid::identity;

namespace {

/// The files of tests/data/specimens that belong to one card.
struct Specimen {
    explicit Specimen(const std::string& name)
        : identity{test_data("specimens/" + name + "/4031.bin")},
          identity_signature{test_data("specimens/" + name + "/4032.bin")},
          address{test_data("specimens/" + name + "/4033.bin")},
          address_signature{test_data("specimens/" + name + "/4034.bin")},
          register_certificate{test_data("specimens/" + name + "/503C.bin")}
    {
    }

    [[nodiscard]] Verification verify() const
    {
        const auto context = crypto::make_context();
        const auto result =
            identity::verify(*context,
                             {.identity = identity,
                              .identity_signature = identity_signature,
                              .address = address,
                              .address_signature = address_signature,
                              .national_register_certificate = register_certificate},
                             day(2020, 1, 1));
        REQUIRE(result);
        return *result;
    }

    Bytes identity;
    Bytes identity_signature;
    Bytes address;
    Bytes address_signature;
    Bytes register_certificate;
};

Address parsed_address(ByteView file)
{
    auto result = parse_address(file);
    REQUIRE(result);
    REQUIRE(*result);
    return **std::move(result);
}

} // namespace

TEST_CASE("the identity of the 2017 specimen reads as its manual says", "[identity][specimen]")
{
    const auto identity = parsed(Specimen{"v17"}.identity);
    CHECK(identity.structure_version.empty());
    CHECK(identity.card_number == "000001014759");
    CHECK(to_hex(identity.chip_number) == "534C479070650000B445186C12927130");
    CHECK(identity.validity_begin == Printed<Date>{"30.05.2017", Date{2017, 5, 30}});
    CHECK(identity.validity_end == Printed<Date>{"30.05.2027", Date{2027, 5, 30}});
    CHECK(identity.issuing_municipality == "Leuven");
    CHECK(identity.national_number == "98082100029");
    CHECK(identity.surname == "Specimen eID 18-75");
    CHECK(identity.first_names == "Alice Bert");
    CHECK(identity.first_letter_of_third_given_name == "C");
    CHECK(identity.nationality == "BELG");
    CHECK(identity.birth_place == "Leuven");
    CHECK(identity.birth_date == Printed<PartialDate>{"21 AUG 1998", PartialDate{1998, 8, 21}});
    CHECK(identity.sex == Printed<Sex>{"V", Sex::female});
    CHECK(identity.nobility.empty());
    CHECK(identity.document_type == Printed<DocumentType>{"1", DocumentType::belgian_citizen});
    CHECK(identity.special_status == Printed<SpecialStatus>{"0", SpecialStatus::none});
    CHECK(to_hex(identity.photo_hash) ==
          "476A2C4072F5FB07642E256D5EDFD79C6A675FC69262D327F9979051517B0801");
    CHECK(identity.duplicate == Printed<std::uint8_t>{});
    CHECK_FALSE(identity.member_of_family);
    CHECK(identity.unknown_fields.empty());
    CHECK(check_card_number(identity.card_number) == CheckDigits::right);
    CHECK(check_national_number(identity.national_number, 1998) == CheckDigits::right);

    const auto address = parsed_address(Specimen{"v17"}.address);
    CHECK(address.street_and_number == "Specimenstraat 12");
    CHECK(address.zip == "0000");
    CHECK(address.municipality == "Utopia");
    CHECK(address.unknown_fields.empty());
}

TEST_CASE("the identity of the 2010 specimen reads as its manual says", "[identity][specimen]")
{
    const auto identity = parsed(Specimen{"v11"}.identity);
    CHECK(identity.card_number == "000000128019");
    CHECK(to_hex(identity.chip_number) == "534C494E33660013930D29C77F032F16");
    CHECK(identity.validity_begin == Printed<Date>{"30.04.2010", Date{2010, 4, 30}});
    CHECK(identity.validity_end == Printed<Date>{"30.04.2015", Date{2015, 4, 30}});
    CHECK(identity.issuing_municipality == "Antwerpen");
    CHECK(identity.national_number == "71715100070");
    CHECK(identity.surname == "SPECIMEN");
    CHECK(identity.first_names == "Alice Geldigekaart");
    CHECK(identity.first_letter_of_third_given_name == "A");
    CHECK(identity.nationality == "BELG");
    CHECK(identity.birth_place == "Hamont-Achel");
    CHECK(identity.birth_date == Printed<PartialDate>{"01 JAN 1971", PartialDate{1971, 1, 1}});
    CHECK(identity.sex.value == Sex::female);
    CHECK(identity.document_type.value == DocumentType::belgian_citizen);
    CHECK(to_hex(identity.photo_hash) == "28F3EC532102B0CCD93C7BDF58ED83400A899790");
    CHECK(check_card_number(identity.card_number) == CheckDigits::right);
    CHECK(check_national_number(identity.national_number, 1971) == CheckDigits::right);

    const auto address = parsed_address(Specimen{"v11"}.address);
    CHECK(address.street_and_number == "Meirplaats 1 bus 1");
    CHECK(address.zip == "2000");
    CHECK(address.municipality == "Antwerpen");
}

// The test root that signed their certificates is not public: see tests/data/specimens/README.md.
TEST_CASE("the signatures of the specimens verify, their test root is not trusted",
          "[identity][specimen]")
{
    const auto [name, sha1] = GENERATE(std::pair{"v17", false}, std::pair{"v11", true});
    CAPTURE(name);
    const auto verification = Specimen{name}.verify();
    CHECK(outcome(verification, Check::identity_signature) == "passed");
    CHECK(outcome(verification, Check::address_signature) == "passed");
    CHECK(verification.result(Check::identity_signature).used_sha1 == sha1);
    CHECK(verification.result(Check::address_signature).used_sha1 == sha1);
    CHECK(verification.relies_on_sha1() == sha1);
    CHECK(outcome(verification, Check::national_register_certificate) ==
          "failed: untrusted_issuer");
    CHECK(outcome(verification, Check::photo_hash) == "not_checked: not_given");
    CHECK(outcome(verification, Check::chip_number) == "not_checked: not_given");
    CHECK_FALSE(verification.authentic());
    CHECK(verification.first_failure() == Check::national_register_certificate);
    CHECK(verification.validity(Dated::national_register_certificate) == Validity::valid);
}

TEST_CASE("the validity of a specimen is that of the days printed on it", "[identity][specimen]")
{
    CHECK(Specimen{"v17"}.verify().validity(Dated::card) == Validity::valid);
    CHECK(Specimen{"v11"}.verify().validity(Dated::card) == Validity::expired);
}

TEST_CASE("an address does not verify with its padding, nor with another card's identity",
          "[identity][specimen]")
{
    Specimen padded{"v17"};
    padded.address.back() = 0x01; // so the zeros before it count
    CHECK(outcome(padded.verify(), Check::address_signature) == "failed: mismatch");

    Specimen mixed{"v17"};
    const Specimen other{"v11"};
    mixed.identity = other.identity;
    mixed.identity_signature = other.identity_signature;
    const auto verification = mixed.verify();
    CHECK(outcome(verification, Check::identity_signature) == "failed: mismatch");
    CHECK(outcome(verification, Check::address_signature) == "failed: mismatch");
}

TEST_CASE("trailing zeros of an identity file do not matter", "[identity][specimen]")
{
    Specimen specimen{"v17"};
    specimen.identity.resize(specimen.identity.size() + 10);
    CHECK(outcome(specimen.verify(), Check::identity_signature) == "passed");
    CHECK(parsed(specimen.identity).surname == "Specimen eID 18-75");
}
