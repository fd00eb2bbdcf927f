// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace openbeid::test {

/// A virtual card in a reader, by its control socket.
class CardControl {
public:
    /// In a reader of vpcd.
    explicit CardControl(unsigned reader);
    /// In the reader of libccid, with a PIN pad.
    [[nodiscard]] static CardControl in_pad_reader();

    [[nodiscard]] const std::string& reader() const { return reader_; }
    /// The value of the answer; throws if the card refuses.
    std::string ask(const std::string& command) const;

    /// These return when pcscd shows it.
    void insert() const;
    void remove() const;
    /// Another card instead, which pcscd sees going and coming.
    void exchange(const std::string& persona) const;
    /// A card as from the factory in the reader: three tries, no rights, nothing counted.
    void restore(const std::string& persona) const;

    [[nodiscard]] std::string persona() const { return ask("persona"); }
    [[nodiscard]] int tries() const { return std::stoi(ask("tries")); }
    [[nodiscard]] std::uint64_t counter(const std::string& name) const;
    /// Whether it can tell at all: an empty VERIFY costs a try before applet 1.7.
    [[nodiscard]] bool tells_right() const;
    /// Whether the card holds a right that a PIN opened.
    [[nodiscard]] bool has_right() const;

private:
    CardControl(std::string reader, const std::string& socket);

    std::string reader_;
    std::string socket_;
};

} // namespace openbeid::test
