// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Allocations of the module (operator new, and OpenSSL's) and its pages, and how they fail. They
/// count only between the start and the end of a call of the module, and not in what it calls of
/// the test.
namespace openbeid::test::memory {

/// Must come before anything uses OpenSSL.
void take_over_openssl();

/// Allocation `position`, from 1 on, fails, and with `lasting` all after it; 0 is none.
void fail_at(std::uint64_t position, bool lasting);
[[nodiscard]] std::uint64_t allocations();
/// Since fail_at() or fail_pages().
[[nodiscard]] bool has_failed();

/// Every mmap() of the module fails, until fail_at().
void fail_pages();

/// The module is at work while the object lives.
class InModule {
public:
    explicit InModule(bool inside = true);
    ~InModule();
    InModule(const InModule&) = delete;
    InModule& operator=(const InModule&) = delete;

private:
    bool before_;
};

} // namespace openbeid::test::memory
