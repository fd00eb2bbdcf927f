// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace openbeid::virtual_card {

/// How the PIN right of a generation behaves after VERIFY in a non-repudiation sequence, that is
/// with MSE SET for key 83 in force (card reference 5.9).
struct RightsRule {
    /// Other commands that the card tolerates between VERIFY and COMPUTE DIGITAL SIGNATURE.
    unsigned slack{0};
    /// The VERIFY opens key 82 at once, whatever it was meant for (1.0 and 1.1).
    bool always_opens_authentication{false};
    /// A VERIFY whose non-repudiation sequence is broken by another command counts as an ordinary
    /// one (1.7); otherwise it is lost (1.8, strict reading).
    bool broken_sequence_opens_authentication{false};
};

/// The rights that VERIFY gives: a lasting one for key 82 and one for a single use of key 83.
class Rights {
public:
    explicit Rights(RightsRule rule) : rule_{rule} {}

    /// Power-off, reset, LOG OFF, selection of the applet, a wrong PIN.
    void clear();

    /// A right PIN; `non_repudiation` if key 83 is in the security environment.
    void grant(bool non_repudiation);

    /// A right of key 83 that was not used is gone, whatever comes now.
    void drop_non_repudiation();

    /// Any other command than VERIFY with a PIN, CHANGE and COMPUTE DIGITAL SIGNATURE.
    void another_command();

    /// COMPUTE DIGITAL SIGNATURE, refused or not, uses up the right of key 83. True if there was
    /// one.
    [[nodiscard]] bool take_non_repudiation();

    [[nodiscard]] bool authentication() const { return authentication_; }
    [[nodiscard]] bool non_repudiation() const { return remaining_slack_.has_value(); }

    /// What a status query tells: some right is in force.
    [[nodiscard]] bool any() const { return authentication_ || remaining_slack_.has_value(); }

private:
    RightsRule rule_;
    bool authentication_{false};
    std::optional<unsigned> remaining_slack_; ///< has a value while key 83 may be used
};

} // namespace openbeid::virtual_card
