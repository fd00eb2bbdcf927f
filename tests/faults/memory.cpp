// SPDX-License-Identifier: Apache-2.0
#include "memory.hpp"

#include <dlfcn.h>
#include <openssl/crypto.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <utility>

namespace openbeid::test::memory {

namespace {

struct State {
    bool inside{false};
    bool lasting{false};
    bool failed{false};
    bool without_pages{false};
    std::uint64_t count{0};
    std::uint64_t position{0};
};
constinit State state; // NOLINT: there is one memory

/// Counts an allocation; false if it is to fail.
bool allow() noexcept
{
    if (!state.inside) {
        return true;
    }
    ++state.count;
    const bool hit = state.position != 0 && (state.lasting ? state.count >= state.position
                                                           : state.count == state.position);
    state.failed = state.failed || hit;
    return !hit;
}

void* crypto_malloc(std::size_t size, const char* /*file*/, int /*line*/)
{
    return size != 0 && allow() ? std::malloc(size) : nullptr;
}

void* crypto_realloc(void* block, std::size_t size, const char* /*file*/, int /*line*/)
{
    return allow() ? std::realloc(block, size) : nullptr;
}

void crypto_free(void* block, const char* /*file*/, int /*line*/)
{
    std::free(block);
}

} // namespace

void take_over_openssl()
{
    if (::CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1) {
        throw std::runtime_error{"CRYPTO_set_mem_functions"};
    }
}

void fail_at(std::uint64_t position, bool lasting)
{
    state = {.inside = state.inside, .lasting = lasting, .position = position};
}

void fail_pages()
{
    state = {.inside = state.inside, .without_pages = true};
}

std::uint64_t allocations()
{
    return state.count;
}

bool has_failed()
{
    return state.failed;
}

InModule::InModule(bool inside) : before_{std::exchange(state.inside, inside)} {}

InModule::~InModule()
{
    state.inside = before_;
}

} // namespace openbeid::test::memory

// The program's operators win over those of the C++ library, in the loaded module too.
#pragma GCC visibility push(default)

void* operator new(std::size_t size)
{
    void* const block =
        openbeid::test::memory::allow() ? std::malloc(size != 0 ? size : 1) : nullptr;
    if (block == nullptr) {
        throw std::bad_alloc{};
    }
    return block;
}

void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept
{
    return openbeid::test::memory::allow() ? std::malloc(size != 0 ? size : 1) : nullptr;
}

void operator delete(void* block) noexcept
{
    std::free(block);
}

void operator delete(void* block, std::size_t /*size*/) noexcept
{
    std::free(block);
}

void operator delete(void* block, const std::nothrow_t& /*tag*/) noexcept
{
    std::free(block);
}

/// As new: the module's goes where its own headers lead it, with these it is the same function.
extern "C" void*
mmap(void* address, std::size_t size, int protection, int flags, int file, off_t offset) noexcept
{
    auto& state = openbeid::test::memory::state;
    if (state.inside && state.without_pages) {
        state.failed = true;
        errno = ENOMEM;
        return MAP_FAILED;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as dlsym gives it
    static const auto next = reinterpret_cast<decltype(&::mmap)>(::dlsym(RTLD_NEXT, "mmap64"));
    return next(address, size, protection, flags, file, offset);
}

#pragma GCC visibility pop
