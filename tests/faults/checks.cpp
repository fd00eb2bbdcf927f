// SPDX-License-Identifier: Apache-2.0
#include "checks.hpp"

#include "reader_stack.hpp"
#include "scenarios.hpp"
#include "tlv/der.hpp"
#include "watch.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace openbeid::test {

namespace {

/// Where the certificate with that CKA_ID is (product.md §4), or nothing.
std::optional<std::string_view> path_of(ByteView id)
{
    constexpr std::array<std::pair<std::uint8_t, std::string_view>, 4> paths{
        {{authentication_id, "3F00DF005038"},
         {signature_id, "3F00DF005039"},
         {ca_id, "3F00DF00503A"},
         {root_id, "3F00DF00503B"}}};
    const auto* const found = std::ranges::find_if(paths, [&](const auto& path) {
        Bytes whole(8, 0);
        whole.front() = path.first;
        return std::ranges::equal(id, whole);
    });
    return found == paths.end() ? std::nullopt : std::optional{found->second};
}

bool data_trusted = true; // NOLINT: of the running cell

/// The DER SEQUENCE at the start of a file, which has padding after it.
ByteView der_of(ByteView file)
{
    const auto header = tlv::parse_der_header(file);
    return file.first(header ? std::min(header->total_size(), file.size()) : 0);
}

using Cards = std::vector<std::shared_ptr<Card>>;

/// The cards that each session may be one with, from C_OpenSession on: those that were in the
/// reader during that call, but for those that something it gave can't be from.
std::map<CK_SESSION_HANDLE, Cards> cards_of_session; // NOLINT: of the running cell

/// What a session gave must be from its one card.
template <typename Predicate>
void check_card(const TestSession& session, const std::string& what, const Predicate& is_from)
{
    auto& cards = cards_of_session[session.handle()];
    std::erase_if(cards, [&](const auto& card) { return !is_from(*card); });
    if (cards.empty()) {
        Watch::the().complain(what + " that is not of the session's card");
    }
}

/// The values of the data objects of each card, by its name and their label: learnt without a
/// fault.
std::map<std::string, std::map<Bytes, Bytes>> known_data; // NOLINT
bool is_learning = false;                                 // NOLINT

/// A card that refuses GET CARD DATA with the tries is asked without them.
bool is_known(const Card& card, const Bytes& label, const Bytes& value)
{
    constexpr std::string_view card_data = "CARD_DATA";
    constexpr std::size_t size_without_tries = 28; // card reference §5.1
    const auto& known = known_data[card.persona_name()];
    const auto found = known.find(label);
    if (found == known.end()) {
        return false;
    }
    const auto& whole = found->second;
    const bool may_lack_tries = std::ranges::equal(label, card_data) &&
                                value.size() == size_without_tries && whole.size() > value.size();
    return value == whole ||
           (may_lack_tries && std::equal(value.begin(), value.end(), whole.begin()));
}

} // namespace

void session_opened(const TestSession& session)
{
    cards_of_session[session.handle()] = ReaderStack::the().seen();
}

void check_certificate(const TestSession& session, ByteView id, ByteView value)
{
    const auto path = path_of(id);
    if (!path) {
        Watch::the().complain("a certificate with an ID that no certificate has");
        return;
    }
    if (!data_trusted) {
        if (value.empty() || value.size() != der_of(value).size()) {
            Watch::the().complain("a certificate that is not whole");
        }
        return;
    }
    check_card(session, "a certificate", [&](const Card& card) {
        const auto file = card.file(*path);
        return file && std::ranges::equal(value, der_of(*file));
    });
}

void check_signature(const TestSession& session,
                     std::uint8_t id,
                     const Mechanism& mechanism,
                     ByteView data,
                     ByteView signature)
{
    const auto* const path = id == card_key_id    ? "3F00DF014040"
                             : id == signature_id ? "3F00DF005039"
                                                  : "3F00DF005038";
    check_card(session, "a signature", [&](const Card& card) {
        const auto file = card.file(path);
        return file && openssl_verifies(der_of(*file), mechanism, data, signature);
    });
}

void check_data(const TestSession& session, const Bytes& label, const Bytes& value)
{
    if (is_learning) {
        known_data[ReaderStack::the().current()->persona_name()][label] = value;
    } else if (data_trusted) {
        check_card(session,
                   "data (" + std::string(label.begin(), label.end()) + ")",
                   [&](const Card& card) { return is_known(card, label, value); });
    }
}

void begin_cell(bool trusted)
{
    data_trusted = trusted;
    cards_of_session.clear();
}

void learn_data(bool learn)
{
    is_learning = learn;
}

} // namespace openbeid::test
