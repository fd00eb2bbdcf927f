// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

#include "api/readers.hpp"

#include <stdexcept>
#include <string>

namespace openbeid::test {

std::shared_ptr<virtual_card::Card> make_card(std::string_view persona)
{
    auto loaded = virtual_card::load_persona(persona, virtual_card::default_cache_dir());
    if (!loaded) {
        throw std::runtime_error{"no persona " + std::string{persona}};
    }
    return std::make_shared<virtual_card::Card>(*std::move(loaded));
}

CardInReader::CardInReader(std::string_view persona)
    : card{make_card(persona)}, readers{value_of(Readers::Impl::create(stack.service()))}
{
    stack.plug(first_reader);
    stack.insert(first_reader, card);
}

Card CardInReader::open() const
{
    return value_of(readers.open_card(first_reader));
}

std::vector<Bytes> test_roots(Card& card)
{
    return {value_of(card.certificate(CertificateId::root)).value().public_key};
}

Pin pin_of(std::string_view digits)
{
    return value_of(Pin::from(Bytes{digits.begin(), digits.end()}));
}

PinCallback Holder::callback()
{
    return [this](const PinRequest& request) {
        ++asked;
        last = request;
        return Pin::from(Bytes{digits.begin(), digits.end()});
    };
}

} // namespace openbeid::test
