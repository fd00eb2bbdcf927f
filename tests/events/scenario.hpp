// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_control.hpp"
#include "deadline.hpp"
#include "signing.hpp"
#include "stranger.hpp"
#include "test_session.hpp"

#include <functional>
#include <future>
#include <string>

namespace openbeid::test {

using namespace std::chrono_literals;

/// How long one of our calls may wait for other programs, and what a busy computer adds.
inline constexpr auto lock_timeout = 5000ms;
inline constexpr auto grace = 1500ms;

inline const Rv ok{CKR_OK};
inline const Rv removed{CKR_DEVICE_REMOVED};
inline const Rv invalid{CKR_SESSION_HANDLE_INVALID};

/**
 * What every scenario starts from: pcscd runs, the card of this run is in the first reader, fresh,
 * and the module is initialised. In the end the card must have all its tries, and the module is
 * finalised.
 */
class Scenario {
public:
    explicit Scenario(std::chrono::seconds bound = 20s);
    ~Scenario();
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    /// Another generation with its own serial number, or nearly the same card.
    [[nodiscard]] std::string other_persona() const;
    [[nodiscard]] bool is(std::string_view generation) const;

    void initialize();
    void finalize();
    /// Opens `session`.
    void open();
    /// Opens `session`, logs in and finds the key Authentication.
    void log_in();
    void log_in_here();
    /// The module looks at the readers now, and not only 100 ms after its last look.
    static void look();
    /// With the handles found at the login, which outlive a lost one.
    [[nodiscard]] Rv sign() const { return Rv{signer.init_and_sign()}; }

    /// What C_GetSessionInfo says is what the card does, as far as a card can tell.
    void check_truth() const;
    /// The state becomes public, within the second for which a proof by the card is good.
    void await_public() const;
    /// A new session logs in and signs.
    void check_works() const;

    const std::string persona;
    const CardControl card{0};
    CK_SLOT_ID slot{0};
    TestSession session;
    Signer signer;
    int expected_tries{3};

private:
    Deadline deadline_;
    bool initialized_{false};
};

/// C_WaitForSlotEvent, in another thread. `slot` must outlive it.
[[nodiscard]] std::future<Rv> wait_for_event(CK_SLOT_ID& slot);

/// Waits until `condition` holds, asking often: for what nobody reports. False after `patience`.
[[nodiscard]] bool becomes_true(const std::function<bool()>& condition,
                                std::chrono::milliseconds patience);

} // namespace openbeid::test
