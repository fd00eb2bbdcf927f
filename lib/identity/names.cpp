// SPDX-License-Identifier: Apache-2.0
#include <openbeid/identity.hpp>
#include <openbeid/verification.hpp>

namespace openbeid {

const char* describe(Reason reason) noexcept
{
    switch (reason) {
    case Reason::none: return "passed";
    case Reason::not_given: return "it was not read";
    case Reason::no_key:
        return "the certificate or key that it is checked with is missing or unusable";
    case Reason::not_on_card: return "the card does not have it";
    case Reason::refused: return "the card refuses to give it";
    case Reason::malformed: return "it breaks its own format";
    case Reason::mismatch: return "it belongs to other data";
    case Reason::unsigned_data: return "nothing on the card vouches for it";
    case Reason::unsupported_algorithm: return "its algorithm is not supported";
    case Reason::untrusted_issuer: return "no trusted root signed it";
    case Reason::issuer_not_authority: return "its issuer may not sign certificates";
    case Reason::wrong_issuer_name: return "it names another issuer";
    case Reason::wrong_subject_name: return "its name is not the national register's";
    case Reason::wrong_policy: return "its policy is not the national register's";
    case Reason::wrong_key_usage: return "its key is not meant for that";
    case Reason::acts_as_authority: return "it claims that it may sign certificates";
    case Reason::unknown_constraint: return "it has a critical extension that is not understood";
    case Reason::other_holder: return "it is a certificate of another person";
    }
    return "";
}

const char* name_of(Check check) noexcept
{
    switch (check) {
    case Check::national_register_certificate: return "national_register_certificate";
    case Check::identity_signature: return "identity_signature";
    case Check::address_signature: return "address_signature";
    case Check::photo_hash: return "photo_hash";
    case Check::chip_number: return "chip_number";
    case Check::basic_key_hash: return "basic_key_hash";
    case Check::chip_proof: return "chip_proof";
    case Check::authentication_certificate: return "authentication_certificate";
    case Check::signature_certificate: return "signature_certificate";
    case Check::root_certificate: return "root_certificate";
    }
    return "";
}

const char* name_of(Outcome outcome) noexcept
{
    switch (outcome) {
    case Outcome::passed: return "passed";
    case Outcome::failed: return "failed";
    case Outcome::not_checked: return "not_checked";
    case Outcome::absent: return "absent";
    }
    return "";
}

const char* name_of(Reason reason) noexcept
{
    switch (reason) {
    case Reason::none: return "none";
    case Reason::not_given: return "not_given";
    case Reason::no_key: return "no_key";
    case Reason::not_on_card: return "not_on_card";
    case Reason::refused: return "refused";
    case Reason::malformed: return "malformed";
    case Reason::mismatch: return "mismatch";
    case Reason::unsigned_data: return "unsigned_data";
    case Reason::unsupported_algorithm: return "unsupported_algorithm";
    case Reason::untrusted_issuer: return "untrusted_issuer";
    case Reason::issuer_not_authority: return "issuer_not_authority";
    case Reason::wrong_issuer_name: return "wrong_issuer_name";
    case Reason::wrong_subject_name: return "wrong_subject_name";
    case Reason::wrong_policy: return "wrong_policy";
    case Reason::wrong_key_usage: return "wrong_key_usage";
    case Reason::acts_as_authority: return "acts_as_authority";
    case Reason::unknown_constraint: return "unknown_constraint";
    case Reason::other_holder: return "other_holder";
    }
    return "";
}

const char* name_of(TrustAnchor anchor) noexcept
{
    switch (anchor) {
    case TrustAnchor::none: return "none";
    case TrustAnchor::belgium_root_ca2: return "belgium_root_ca2";
    case TrustAnchor::belgium_root_ca3: return "belgium_root_ca3";
    case TrustAnchor::belgium_root_ca4: return "belgium_root_ca4";
    case TrustAnchor::belgium_root_ca6: return "belgium_root_ca6";
    case TrustAnchor::test_root: return "test_root";
    }
    return "";
}

const char* name_of(Dated what) noexcept
{
    switch (what) {
    case Dated::card: return "card";
    case Dated::national_register_certificate: return "national_register_certificate";
    case Dated::authentication_certificate: return "authentication_certificate";
    case Dated::signature_certificate: return "signature_certificate";
    case Dated::ca_certificate: return "ca_certificate";
    case Dated::trust_anchor: return "trust_anchor";
    }
    return "";
}

const char* name_of(Validity validity) noexcept
{
    switch (validity) {
    case Validity::valid: return "valid";
    case Validity::not_yet_valid: return "not_yet_valid";
    case Validity::expired: return "expired";
    case Validity::unknown: return "unknown";
    }
    return "";
}

const char* name_of(DocumentType type) noexcept
{
    switch (type) {
    case DocumentType::belgian_citizen: return "belgian_citizen";
    case DocumentType::european_citizen: return "european_citizen";
    case DocumentType::non_european_citizen: return "non_european_citizen";
    case DocumentType::kids_id: return "kids_id";
    case DocumentType::bootstrap_card: return "bootstrap_card";
    case DocumentType::habilitation_card: return "habilitation_card";
    case DocumentType::a_limited_stay: return "a_limited_stay";
    case DocumentType::b_unlimited_stay: return "b_unlimited_stay";
    case DocumentType::c_foreigner_identity: return "c_foreigner_identity";
    case DocumentType::d_long_term_resident: return "d_long_term_resident";
    case DocumentType::e_registration: return "e_registration";
    case DocumentType::e_plus_permanent: return "e_plus_permanent";
    case DocumentType::f_family_member: return "f_family_member";
    case DocumentType::f_plus_family_member: return "f_plus_family_member";
    case DocumentType::h_blue_card: return "h_blue_card";
    case DocumentType::i_ict: return "i_ict";
    case DocumentType::j_mobile_ict: return "j_mobile_ict";
    case DocumentType::m_article_50: return "m_article_50";
    case DocumentType::n_frontier_worker: return "n_frontier_worker";
    case DocumentType::k_establishment: return "k_establishment";
    case DocumentType::l_long_term_resident: return "l_long_term_resident";
    case DocumentType::eu_registration: return "eu_registration";
    case DocumentType::eu_plus_permanent: return "eu_plus_permanent";
    case DocumentType::a_limited_stay_2021: return "a_limited_stay_2021";
    case DocumentType::b_unlimited_stay_2021: return "b_unlimited_stay_2021";
    case DocumentType::f_family_member_2021: return "f_family_member_2021";
    case DocumentType::f_plus_family_member_2021: return "f_plus_family_member_2021";
    case DocumentType::kids_eu: return "kids_eu";
    case DocumentType::kids_eu_plus: return "kids_eu_plus";
    case DocumentType::kids_a: return "kids_a";
    case DocumentType::kids_b: return "kids_b";
    case DocumentType::kids_k: return "kids_k";
    case DocumentType::kids_l: return "kids_l";
    case DocumentType::kids_f: return "kids_f";
    case DocumentType::kids_f_plus: return "kids_f_plus";
    case DocumentType::kids_m: return "kids_m";
    }
    return "";
}

} // namespace openbeid
