// SPDX-License-Identifier: Apache-2.0
#include "secret.hpp"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace openbeid::conformance {

namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t longest = 255;

} // namespace

Pin::Pin()
{
    void* page =
        mmap(nullptr, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        throw std::bad_alloc{};
    }
    // Refused where the limit of locked memory is 0: the page is still kept out of core dumps.
    static_cast<void>(mlock(page, page_size));
    static_cast<void>(madvise(page, page_size, MADV_DONTDUMP));
    page_ = static_cast<CK_BYTE*>(page);
}

Pin::Pin(Pin&& other) noexcept
    : page_{std::exchange(other.page_, nullptr)}, size_{std::exchange(other.size_, 0)}
{
}

Pin::~Pin()
{
    if (page_ != nullptr) {
        OPENSSL_cleanse(page_, page_size);
        munmap(page_, page_size);
    }
}

std::optional<Pin> Pin::from_environment(const std::string& variable)
{
    char* value = std::getenv(variable.c_str());
    if (value == nullptr) {
        return std::nullopt;
    }
    Pin pin;
    const std::size_t length = std::strlen(value);
    pin.size_ = std::min(length, longest);
    std::copy_n(value, pin.size_, pin.page_);
    OPENSSL_cleanse(value, length);
    unsetenv(variable.c_str());
    return pin;
}

std::optional<Pin> Pin::from_descriptor(int descriptor)
{
    Pin pin;
    while (pin.size_ < longest) {
        const auto got = read(descriptor, pin.page_ + pin.size_, 1);
        if (got < 0) {
            return std::nullopt;
        }
        if (got == 0 || pin.page_[pin.size_] == '\n' || pin.page_[pin.size_] == '\r') {
            break;
        }
        ++pin.size_;
    }
    pin.page_[pin.size_] = 0;
    return pin;
}

Pin Pin::wrong() const
{
    Pin pin;
    pin.size_ = size_;
    std::copy_n(page_, size_, pin.page_);
    if (size_ > 0) {
        auto& last = pin.page_[size_ - 1];
        last = last == '9' ? CK_BYTE{'0'} : static_cast<CK_BYTE>(last + 1);
    }
    return pin;
}

} // namespace openbeid::conformance
