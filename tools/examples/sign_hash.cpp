// SPDX-License-Identifier: Apache-2.0
// Signs a hash with the Authentication key. The hash comes in hexadecimal from the standard input,
// the PIN from a file descriptor that the caller names, so that it never stands in an argument.
#include <openbeid/reader.hpp>

#include <string.h> // explicit_bzero
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace openbeid;

namespace {

/// The PIN of the one line that can be read from `fd`.
Result<Pin> read_pin(int fd)
{
    std::array<std::uint8_t, Pin::max_size + 1> line{};
    const auto got = ::read(fd, line.data(), line.size());
    auto size = got > 0 ? static_cast<std::size_t>(got) : 0;
    if (size > 0 && line[size - 1] == '\n') {
        --size;
    }
    auto pin = Pin::from(ByteView{line}.first(size));
    ::explicit_bzero(line.data(), line.size());
    return pin;
}

Bytes read_hash()
{
    Bytes hash;
    unsigned byte = 0;
    while (std::scanf("%2x", &byte) == 1) {
        hash.push_back(static_cast<std::uint8_t>(byte));
    }
    return hash;
}

int fail(const Error& error)
{
    std::fprintf(stderr, "%s (%s)\n", name_of(error.code), error.where);
    return EXIT_FAILURE;
}

/// The best scheme of the key for a hash of that length.
Result<SignatureScheme> scheme_for(Card& card, std::size_t size)
{
    const auto schemes = card.schemes(KeyId::authentication);
    if (!schemes) {
        return schemes.error();
    }
    for (const auto& scheme : *schemes) {
        if (size_of(scheme.hash) == size) {
            return scheme;
        }
    }
    return Error{.code = Errc::bad_length, .where = "hash"};
}

} // namespace

/// usage: sign_hash READER PIN_FD < hash
int main(int argc, char** argv)
{
    if (argc != 3) {
        return EXIT_FAILURE;
    }
    const auto readers = Readers::open();
    if (!readers) {
        return fail(readers.error());
    }
    auto card = readers->open_card(argv[1]);
    if (!card) {
        return fail(card.error());
    }
    const auto hash = read_hash();
    const auto scheme = scheme_for(*card, hash.size());
    if (!scheme) {
        return fail(scheme.error());
    }
    const int pin_fd = std::stoi(argv[2]);
    const auto signature = card->sign(
        KeyId::authentication, *scheme, hash, [&](const auto&) { return read_pin(pin_fd); });
    if (!signature) {
        return fail(signature.error());
    }
    for (const auto byte : *signature) {
        std::printf("%02x", unsigned{byte});
    }
    std::printf("\n");
    return EXIT_SUCCESS;
}
