// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace openbeid::bench {

using Value = std::vector<CK_BYTE>;

/// What to search for.
class Template {
public:
    explicit Template(CK_OBJECT_CLASS object_class);
    Template& with(CK_ATTRIBUTE_TYPE type, Value value);
    Template& with(CK_ATTRIBUTE_TYPE type, const std::string& text);
    [[nodiscard]] std::vector<CK_ATTRIBUTE> attributes();

private:
    struct Entry {
        CK_ATTRIBUTE_TYPE type;
        Value value;
    };
    std::vector<Entry> entries_;
};

/// A session with a token of a program's module.
class Session {
public:
    Session(const Program& program, CK_SLOT_ID slot)
        : program_{program}, slot_{slot}, handle_{program.open_session(slot)}
    {
    }

    [[nodiscard]] CK_SESSION_HANDLE handle() const noexcept { return handle_; }
    void close() const;

    [[nodiscard]] std::vector<CK_OBJECT_HANDLE> find(Template wanted) const;
    /// The only one, or the first of several; throws if there is none.
    [[nodiscard]] CK_OBJECT_HANDLE find_one(const Template& wanted, const char* what) const;
    /// Values as programs ask for them: first the lengths, then all of them into buffers. What the
    /// object has not is empty.
    [[nodiscard]] std::vector<Value> values(CK_OBJECT_HANDLE object,
                                            std::vector<CK_ATTRIBUTE_TYPE> types) const;

    void log_in(CK_USER_TYPE user = CKU_USER) const;
    /// With what every module can: PKCS#1 v1.5 of a SHA-256 DigestInfo, ECDSA of a SHA-384 digest.
    void sign_init(CK_OBJECT_HANDLE key) const;
    /// Returns what C_Sign alone cost this process.
    [[nodiscard]] std::chrono::nanoseconds sign() const;

private:
    [[nodiscard]] bool has_rsa() const;

    const Program& program_;
    CK_SLOT_ID slot_;
    CK_SESSION_HANDLE handle_;
};

} // namespace openbeid::bench
