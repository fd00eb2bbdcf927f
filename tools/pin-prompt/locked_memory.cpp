// SPDX-License-Identifier: Apache-2.0
#include "locked_memory.hpp"

#include "base/secret.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

namespace openbeid::pin_prompt {

namespace {

/// Before each piece: how long the whole mapping is.
struct alignas(std::max_align_t) Header {
    std::size_t mapped;
};

void* allocate(std::size_t size) noexcept
{
    if (size > PTRDIFF_MAX - sizeof(Header)) {
        errno = ENOMEM;
        return nullptr;
    }
    const std::size_t mapped = size + sizeof(Header);
    void* const memory =
        ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return nullptr;
    }
    ::mlock(memory, mapped);
    ::madvise(memory, mapped, MADV_DONTDUMP);
    // Not MADV_WIPEONFORK: libassuan uses its memory in the child that becomes pinentry, which is
    // forked before there is a PIN.
    return new (memory) Header{mapped} + 1; // behind the header
}

Header* header_of(void* piece) noexcept
{
    return static_cast<Header*>(piece) - 1; // as allocate() put it
}

void release(void* piece) noexcept
{
    if (piece != nullptr) {
        Header* const header = header_of(piece);
        const std::size_t mapped = header->mapped;
        wipe({static_cast<std::uint8_t*>(static_cast<void*>(header)), mapped});
        ::munmap(header, mapped);
    }
}

void* reallocate(void* piece, std::size_t size) noexcept
{
    void* const fresh = allocate(size);
    if (fresh != nullptr && piece != nullptr) {
        std::memcpy(fresh, piece, std::min(size, header_of(piece)->mapped - sizeof(Header)));
        release(piece);
    }
    return fresh;
}

} // namespace

assuan_malloc_hooks_t locked_memory() noexcept
{
    static assuan_malloc_hooks hooks{.malloc = allocate, .realloc = reallocate, .free = release};
    return &hooks;
}

} // namespace openbeid::pin_prompt
