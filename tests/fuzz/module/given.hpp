// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "module/arguments.hpp"
#include "openssl_verify.hpp"

#include <array>
#include <memory>
#include <vector>

/// What the calls of an input give to the module.
namespace openbeid::fuzz {

inline constexpr std::size_t max_bytes = 200;
inline constexpr std::array<CK_MECHANISM_TYPE, 12> mechanism_types{CKM_RSA_PKCS,
                                                                   CKM_SHA1_RSA_PKCS,
                                                                   CKM_SHA256_RSA_PKCS,
                                                                   CKM_SHA512_RSA_PKCS,
                                                                   CKM_RSA_PKCS_PSS,
                                                                   CKM_SHA1_RSA_PKCS_PSS,
                                                                   CKM_SHA256_RSA_PKCS_PSS,
                                                                   CKM_ECDSA,
                                                                   CKM_ECDSA_SHA1,
                                                                   CKM_ECDSA_SHA256,
                                                                   CKM_ECDSA_SHA384,
                                                                   CKM_ECDSA_SHA512};
inline constexpr std::array<CK_MECHANISM_TYPE, 5> digest_types{
    CKM_SHA_1, CKM_SHA224, CKM_SHA256, CKM_SHA384, CKM_SHA512};
inline constexpr std::array<CK_ATTRIBUTE_TYPE, 16> attribute_types{CKA_CLASS,
                                                                   CKA_ID,
                                                                   CKA_LABEL,
                                                                   CKA_TOKEN,
                                                                   CKA_PRIVATE,
                                                                   CKA_VALUE,
                                                                   CKA_SUBJECT,
                                                                   CKA_KEY_TYPE,
                                                                   CKA_MODULUS,
                                                                   CKA_EC_POINT,
                                                                   CKA_SIGN,
                                                                   CKA_UNIQUE_ID,
                                                                   CKA_OBJECT_ID,
                                                                   CKA_PROFILE_ID,
                                                                   CKA_PUBLIC_KEY_INFO,
                                                                   CKA_ALLOWED_MECHANISMS};

/// One of the list, or any number.
template <typename List>
CK_ULONG pick(Arguments& in, const List& list)
{
    const auto value = in.byte();
    return value < 0xF0 ? list.at(value % list.size()) : in.number();
}

inline test::Mechanism some_mechanism(Arguments& in)
{
    test::Mechanism mechanism{.type = pick(in, mechanism_types)};
    if (in.flag()) {
        constexpr std::array<CK_MECHANISM_TYPE, 3> hashes{CKM_SHA256, CKM_SHA_1, CKM_SHA512};
        constexpr std::array<CK_RSA_PKCS_MGF_TYPE, 2> masks{CKG_MGF1_SHA256, CKG_MGF1_SHA1};
        mechanism.pss = {pick(in, hashes), pick(in, masks), CK_ULONG{in.byte()}};
    }
    return mechanism;
}

/// A PIN that may be right, or anything; null with a length of 0.
struct GivenPin {
    explicit GivenPin(Arguments& in)
    {
        switch (in.byte() % 4) {
        case 0: bytes = {'1', '2', '3', '4'}; break;
        case 1: is_null = true; break;
        case 2: bytes = {'5', '6', '7', '8', '9'}; break;
        default:
            bytes = in.bytes(max_bytes);
            bytes.reserve(1);
            break; // not null
        }
    }
    [[nodiscard]] CK_BYTE* data() { return is_null ? nullptr : bytes.data(); }
    [[nodiscard]] CK_ULONG size() const { return bytes.size(); }

    Bytes bytes;
    bool is_null{false};
};

/// A template in memory of its own size.
class GivenTemplate {
public:
    GivenTemplate(Arguments& in, bool for_output)
    {
        const std::size_t count = in.byte() % 5;
        for (std::size_t i = 0; i < count; ++i) {
            const auto type = pick(in, attribute_types);
            const auto way = in.byte() % 4;
            auto value = for_output ? Bytes{} : in.bytes(max_bytes);
            if (for_output) {
                rooms_.push_back(std::make_unique<Room>(in.byte()));
            }
            if (!for_output && way == 0) { // as long as numbers are
                value.resize(sizeof(CK_ULONG));
            }
            values_.push_back(std::move(value));
            attributes_.push_back({type, nullptr, 0});
            if (way == 1) {
                attributes_.back().ulValueLen = for_output ? in.number() : 0;
                continue;
            }
            attributes_.back().pValue = for_output ? rooms_.back()->data() : values_.back().data();
            attributes_.back().ulValueLen =
                for_output ? rooms_.back()->size() : values_.back().size();
        }
        attributes_.shrink_to_fit();
    }
    [[nodiscard]] CK_ATTRIBUTE* data()
    {
        return attributes_.empty() ? nullptr : attributes_.data();
    }
    [[nodiscard]] CK_ULONG size() const { return attributes_.size(); }

private:
    std::vector<Bytes> values_;
    std::vector<std::unique_ptr<Room>> rooms_;
    std::vector<CK_ATTRIBUTE> attributes_;
};

/// Where an output goes: a room of that size and, sometimes, none or no length.
struct GivenOutput {
    explicit GivenOutput(Arguments& in) : room{std::size_t{in.byte()} * 2}, length{room.size()}
    {
        const auto way = in.byte() % 8;
        data = way == 1 ? nullptr : room.data();
        length_pointer = way == 2 ? nullptr : &length;
    }
    Room room;
    CK_ULONG length;
    CK_BYTE* data{nullptr};
    CK_ULONG* length_pointer{nullptr};
};

} // namespace openbeid::fuzz
