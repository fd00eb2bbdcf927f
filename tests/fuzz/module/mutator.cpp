// SPDX-License-Identifier: Apache-2.0
// Mutates whole records as often as single bytes: a byte too many in one of them would turn all
// that follow into others.
#include "module/input.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

using namespace openbeid;
using namespace openbeid::fuzz;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t
LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed);

namespace {

using Random = std::minstd_rand;

std::size_t below(Random& random, std::size_t limit)
{
    return limit == 0 ? 0 : random() % limit;
}

/// Answers that lead on: status words, card data, the beginning of a file.
Bytes some_answer(Random& random)
{
    constexpr std::array<std::uint16_t, 20> words{
        0x9000, 0x9000, 0x6100, 0x61FF, 0x6110, 0x6C00, 0x6C1C, 0x6C10, 0x63C0, 0x63C2,
        0x63CF, 0x6400, 0x6403, 0x6982, 0x6983, 0x6985, 0x6A82, 0x6A88, 0x6B00, 0x6D00};
    constexpr std::array<std::size_t, 9> sizes{0, 0, 1, 2, 28, 31, 255, 256, 300};
    Bytes answer(sizes.at(below(random, sizes.size())));
    for (auto& byte : answer) {
        byte = static_cast<std::uint8_t>(random());
    }
    const auto word = words.at(below(random, words.size()));
    answer.push_back(static_cast<std::uint8_t>(word >> 8U));
    answer.push_back(static_cast<std::uint8_t>(word));
    return answer;
}

Record some_record(Random& random)
{
    Record record;
    switch (below(random, 4)) {
    case 0:
        record.kind = static_cast<std::uint8_t>(below(random, number_of(Kind::card_end)));
        break;
    case 1:
        record.kind = static_cast<std::uint8_t>(
            number_of(Kind::calm) +
            below(random, number_of(Kind::service_end) - number_of(Kind::calm)));
        break;
    default: record.kind = static_cast<std::uint8_t>(number_of(Kind::call) + below(random, 64));
    }
    if (Kind{record.kind} == Kind::answer) {
        record.payload = some_answer(random);
    } else {
        record.payload.resize(below(random, 8));
        for (auto& byte : record.payload) {
            byte = static_cast<std::uint8_t>(below(random, 2) == 0 ? below(random, 8) : random());
        }
    }
    return record;
}

void mutate_payload(Random& random, Record& record)
{
    constexpr std::size_t room = 64;
    const auto size = record.payload.size();
    record.payload.resize(size + 1 + below(random, room));
    record.payload.resize(LLVMFuzzerMutate(record.payload.data(), size, record.payload.size()));
}

void mutate_records(Random& random, std::vector<Record>& records)
{
    const auto place = below(random, records.size());
    const auto at = records.begin() + static_cast<std::ptrdiff_t>(place);
    switch (records.empty() ? 0 : below(random, 6)) {
    case 0: records.insert(at, some_record(random)); break;
    case 1: records.erase(at); break;
    case 2: records.insert(at, Record{*at}); break;
    case 3: std::swap(*at, records[below(random, records.size())]); break;
    case 4: at->kind = some_record(random).kind; break;
    default: mutate_payload(random, *at); break;
    }
}

} // namespace

std::size_t
LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed)
{
    Random random{seed};
    if (below(random, 8) == 0) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    auto input = Input::parse({data, size});
    if (below(random, 16) == 0) {
        for (auto* const field : {&input.setup.persona, &input.setup.pin_pad, &input.setup.after}) {
            *field = static_cast<std::uint8_t>(below(random, 8));
        }
    }
    for (auto rounds = 1 + below(random, 4); rounds > 0; --rounds) {
        mutate_records(random, input.records);
    }
    const auto bytes = input.bytes();
    const auto fitting = std::min(bytes.size(), max_size);
    std::memcpy(data, bytes.data(), fitting);
    return fitting;
}
