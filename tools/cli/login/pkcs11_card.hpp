// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/pin.hpp>
#include <openbeid/signature.hpp>

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <optional>
#include <string>

namespace openbeid::cli {

/// A card as a browser has it: through the PKCS#11 module's file, in a session of its own.
class Pkcs11Card {
public:
    Pkcs11Card() = default;
    ~Pkcs11Card();
    Pkcs11Card(const Pkcs11Card&) = delete;
    Pkcs11Card& operator=(const Pkcs11Card&) = delete;
    Pkcs11Card(Pkcs11Card&&) = delete;
    Pkcs11Card& operator=(Pkcs11Card&&) = delete;

    /// Loads the module and opens a session with the token of that serial number. Empty if that was
    /// done, else what failed.
    [[nodiscard]] std::string open(const std::filesystem::path& module, const std::string& serial);

    /// Whether the module collects PINs itself, as on a reader with keys.
    [[nodiscard]] bool asks_itself();

    /// @param pin  null: the module asks
    [[nodiscard]] CK_RV log_in(const Pin* pin);

    /// The module asks for the old PIN and the new one.
    [[nodiscard]] CK_RV change_pin();

    /// DER; empty if there is none. Its CKA_ID begins with `id`.
    [[nodiscard]] Bytes certificate(CK_BYTE id);

    /// With the key Authentication, as browsers do it: they hash themselves.
    [[nodiscard]] std::optional<Bytes> sign(const SignatureScheme& scheme, ByteView hash);

    /// What failed last: a function, and its return value.
    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
    /// That return value alone; CKR_OK if no function failed.
    [[nodiscard]] CK_RV failed_with() const noexcept { return failed_with_; }

private:
    bool check(const char* function, CK_RV value);
    [[nodiscard]] std::optional<CK_SLOT_ID> find_slot(const std::string& serial);
    [[nodiscard]] std::optional<CK_OBJECT_HANDLE> find(CK_OBJECT_CLASS what, CK_BYTE id);

    void* library_{nullptr};
    CK_FUNCTION_LIST* functions_{nullptr};
    bool initialised_{false};
    CK_SLOT_ID slot_{0};
    CK_SESSION_HANDLE session_{CK_INVALID_HANDLE};
    std::string failure_{};
    CK_RV failed_with_{CKR_OK};
};

} // namespace openbeid::cli
