// SPDX-License-Identifier: Apache-2.0
// Files in the runtime cache. The first byte says what somebody did to the file of an entry: put
// the rest of the input in its place, or changed a byte of what was stored.
#include "cache/entry_key.hpp"
#include "cache/runtime_cache.hpp"
#include "fuzz.hpp"
#include "support/temporary_directory.hpp"

#include <algorithm>

using namespace openbeid;

namespace {

constexpr std::array<std::uint8_t, 16> serial{1, 2, 3};

struct World {
    test::TemporaryDirectory folder;
    test::Variable runtime{"XDG_RUNTIME_DIR", folder.path().string()};
    std::unique_ptr<crypto::Context> context{*crypto::Context::create()};
    cache::RuntimeCache cache{*context};
    cache::Proof proof{.serial = serial, .first_block = serial};
    std::filesystem::path file;

    World()
    {
        cache.store(cache::Entry::ca, proof, serial); // makes the folder
        const auto key = cache::EntryKey::derive(*context, cache::Entry::ca, proof);
        file = folder.path() / "openbeid" / key->file_name();
        fuzz::require(std::filesystem::exists(file));
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static World world;
    if (size == 0) {
        return 0;
    }
    const ByteView rest = ByteView{data, size}.subspan(1);
    if (data[0] % 2 == 0) {
        test::write_file(world.file, {rest.begin(), rest.end()});
        fuzz::require(!world.cache.find(cache::Entry::ca, world.proof));
        fuzz::require(!world.cache.find(cache::Entry::root, world.proof));
    } else if (!rest.empty() && rest.size() <= cache::RuntimeCache::max_entry_size) {
        world.cache.store(cache::Entry::ca, world.proof, rest);
        const auto found = world.cache.find(cache::Entry::ca, world.proof);
        fuzz::require(found && std::ranges::equal(*found, rest));
        auto content = test::content_of(world.file);
        auto& byte = content.at(rest.front() % content.size());
        byte = static_cast<char>(byte ^ (data[0] | 1));
        test::write_file(world.file, content);
        fuzz::require(!world.cache.find(cache::Entry::ca, world.proof));
    }
    static_cast<void>(world.cache.knows_atr(rest));
    world.cache.remember_atr(rest);
    fuzz::require(world.cache.knows_atr(rest) == (!rest.empty() && rest.size() <= 33));
    if (!rest.empty() && rest.size() <= 33) {
        std::filesystem::remove_all(world.folder.path() / "openbeid");
    }
    return 0;
}
