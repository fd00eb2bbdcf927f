// SPDX-License-Identifier: Apache-2.0
// Files and records of a card, with 61xx and 6Cxx. Input: what to read, and the answers to the
// commands.
#include "card/file_reader.hpp"

#include "card/files.hpp"
#include "fed_transport.hpp"
#include "tlv/der.hpp"

using namespace openbeid;
using namespace openbeid::fuzz;
using card::FileReader;

namespace {

constexpr std::size_t max_file_size = 0x8000; // offsets have 15 bits, card reference §5.4
constexpr std::array<std::uint8_t, 6> certificate_path{0x3F, 0x00, 0xDF, 0x00, 0x50, 0x38};

void check_error(const Error& error)
{
    constexpr std::array possible{Errc::io,
                                  Errc::malformed,
                                  Errc::unexpected_status,
                                  Errc::unsupported,
                                  Errc::cancelled,
                                  Errc::reader_busy}; // the applet can't be selected
    require(std::find(possible.begin(), possible.end(), error.code) != possible.end());
}

void check(const Result<std::optional<Bytes>>& read)
{
    if (!read) {
        return check_error(read.error());
    }
    if (*read) {
        require((*read)->size() <= max_file_size);
        consume(**read);
    }
}

void read_der(FileReader& reader, bool continued)
{
    card::Continuation continuation;
    if (continued) {
        continuation = [](ByteView start, std::size_t missing) -> std::optional<Bytes> {
            require(start.size() == card::first_block_size && missing <= max_file_size);
            return Bytes(missing, start.front());
        };
    }
    const auto read = reader.read_der(certificate_path, continuation);
    check(read);
    if (read && *read) {
        const auto header = tlv::parse_der_header(**read);
        require(header && header->tag == tlv::der_sequence);
        require(header->total_size() == (*read)->size());
    }
}

void read_whole(FileReader& reader, std::uint8_t how)
{
    card::FileEnd end;
    if ((how & 1U) != 0) {
        end.size = std::size_t{how} * 4;
    }
    if ((how & 2U) != 0) {
        end.may_end = [](ByteView content) { return content.size() % 2 == 0; };
    }
    const auto read = reader.read_whole(certificate_path, end, [how](std::size_t bytes) {
        return (how & 4U) == 0 || bytes < 1000;
    });
    check(read);
    require(!read || !*read || !end.size || (*read)->size() <= *end.size);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ByteReader in{ByteView{data, size}};
    const auto what = in.u8().value_or(0);
    const auto how = in.u8().value_or(0);
    FedTransport transport{in.rest()};
    card::Learned learned;
    FileReader reader{transport, {}, learned};
    switch (what % 4) {
    case 0: read_der(reader, (how & 1U) != 0); break;
    case 1: read_whole(reader, how); break;
    case 2: check(reader.read_record(certificate_path, how)); break;
    default:
        read_der(reader, false);
        read_whole(reader, how);
        break;
    }
    // Each command has used up an answer, or was one of the few that are tried without one.
    require(transport.commands() <= size / 2 + 64);
    return 0;
}
