// SPDX-License-Identifier: Apache-2.0
#include "program/pin_request.hpp"

#include "base/byte_reader.hpp"

#include <algorithm>
#include <cctype>
#include <span>

namespace openbeid::virtual_card {

namespace {

constexpr std::uint16_t new_pins_differ = 0x6402;
constexpr std::uint16_t wrong_length = 0x6403;
constexpr std::uint16_t not_understood = 0x6B80;
constexpr std::size_t header_size = 5;

constexpr std::uint8_t confirm_new_pin = 0x01;
constexpr std::uint8_t ask_current_pin = 0x02;

/// Fields of one byte follow one another; those of a request that is cut short are 0, and it is not
/// good.
class Fields {
public:
    explicit Fields(ByteView bytes) : in_{bytes} {}

    std::uint8_t byte()
    {
        const auto value = in_.u8();
        good_ = good_ && value.has_value();
        return value.value_or(0);
    }
    void skip(std::size_t count) { good_ = good_ && in_.take(count).has_value(); }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] ByteView rest() const { return in_.rest(); }

private:
    ByteReader in_;
    bool good_{true};
};

/// Numbers of several bits in a string of bytes, the first bit being the highest of the first byte.
void write_bits(std::span<std::uint8_t> bytes,
                std::size_t position,
                std::size_t bits,
                unsigned value)
{
    for (std::size_t i = 0; i < bits; ++i) {
        auto& byte = bytes[(position + i) / 8];
        const auto mask = static_cast<std::uint8_t>(0x80U >> ((position + i) % 8));
        const bool set = (value >> (bits - 1 - i) & 1U) != 0;
        byte = static_cast<std::uint8_t>(set ? byte | mask : byte & ~mask);
    }
}

/// Where the digits and their number go, counted in bits from the start of the data.
struct Places {
    std::size_t digits{0};
    std::size_t digit_bits{0}; ///< of one digit
    std::size_t block_bits{0}; ///< for all digits
    std::size_t length{0};
    std::size_t length_bits{0};
    bool right_justified{false};
};

std::optional<Places> places_of(const PinRequest& request)
{
    constexpr std::uint8_t bcd = 1;
    constexpr std::uint8_t ascii = 2;
    const unsigned coding = request.format & 0x03U;
    const std::size_t unit = (request.format & 0x80U) != 0 ? 8 : 1;
    const std::size_t length_unit = (request.length_format & 0x10U) != 0 ? 8 : 1;
    if (coding != bcd && coding != ascii) {
        return std::nullopt;
    }
    return Places{.digits = unit * (request.format >> 3U & 0x0FU),
                  .digit_bits = coding == bcd ? std::size_t{4} : std::size_t{8},
                  .block_bits = std::size_t{8} * (request.block & 0x0FU),
                  .length = length_unit * (request.length_format & 0x0FU),
                  .length_bits = std::size_t{request.block} >> 4U,
                  .right_justified = (request.format & 0x04U) != 0};
}

/// False if it does not fit into the data.
bool insert(std::span<std::uint8_t> data, const Places& places, const std::string& pin)
{
    const auto bits = places.digit_bits * pin.size();
    const auto size = 8 * data.size();
    if (bits > places.block_bits || places.digits + places.block_bits > size ||
        places.length + places.length_bits > size) {
        return false;
    }
    auto position = places.digits + (places.right_justified ? places.block_bits - bits : 0);
    for (const char digit : pin) {
        const auto code = static_cast<unsigned>(digit);
        write_bits(data, position, places.digit_bits, places.digit_bits == 4 ? code & 0x0FU : code);
        position += places.digit_bits;
    }
    write_bits(data, places.length, places.length_bits, static_cast<unsigned>(pin.size()));
    return true;
}

bool is_typable(const std::string& pin, const PinRequest& request)
{
    return pin.size() >= request.min_digits && pin.size() <= request.max_digits &&
           std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::optional<PinRequest> parse_pin_request(ByteView data)
{
    constexpr std::uint8_t verification = 0;
    constexpr std::uint8_t modification = 1;
    constexpr std::size_t prologue_size = 3;
    Fields in{data};
    PinRequest request;
    const auto operation = in.byte();
    request.change = operation == modification;
    in.skip(1); // bTimerOut: this user decides by himself how long he takes
    request.format = in.byte();
    request.block = in.byte();
    request.length_format = in.byte();
    if (request.change) {
        request.old_offset = in.byte();
        request.new_offset = in.byte();
    }
    request.max_digits = in.byte();
    request.min_digits = in.byte();
    request.confirm = request.change ? in.byte() : std::uint8_t{0};
    request.validation = in.byte();
    request.messages = in.byte();
    const auto low = in.byte();
    request.language = static_cast<std::uint16_t>(in.byte() << 8U | low);
    in.skip(1); // bMsgIndex, bMsgIndex1
    if (request.change && request.messages != 0) {
        in.skip(request.messages == 3 ? 2 : 1);
    }
    in.skip(prologue_size);
    request.apdu.assign(in.rest().begin(), in.rest().end());
    const bool known = operation == verification || request.change;
    return in.good() && known && request.apdu.size() > header_size ? std::optional{request}
                                                                   : std::nullopt;
}

std::variant<std::uint16_t, Bytes> fill_in(const PinRequest& request, const Typed& typed)
{
    const auto places = places_of(request);
    if (!places) {
        return not_understood;
    }
    auto command = request.apdu;
    const auto data = std::span{command}.subspan(header_size);
    const auto put = [&](const std::string& pin, std::size_t offset) {
        return offset <= data.size() && insert(data.subspan(offset), *places, pin);
    };
    const bool asks_current = !request.change || (request.confirm & ask_current_pin) != 0;
    if (asks_current && !is_typable(typed.pin, request)) {
        return wrong_length;
    }
    if (request.change && !is_typable(typed.new_pin, request)) {
        return wrong_length;
    }
    if (request.change && (request.confirm & confirm_new_pin) != 0 &&
        typed.new_pin != typed.new_pin_again) {
        return new_pins_differ;
    }
    const bool fits = (!asks_current || put(typed.pin, request.old_offset)) &&
                      (!request.change || put(typed.new_pin, request.new_offset));
    if (!fits) {
        return not_understood;
    }
    return command;
}

} // namespace openbeid::virtual_card
