// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/pin_source.hpp"

#include "base/try.hpp"

namespace openbeid::pkcs11 {

PinSource::PinSource(const config::Settings& settings, SecretStore& secrets)
    : pin_entry_{settings.pin_entry}, when_{settings.prompt}, secrets_{secrets}, prompt_{
                                                                                     make_prompt()}
{
    if (auto cancellation = PromptCancellation::create()) {
        cancellation_.emplace(*std::move(cancellation));
    }
}

Result<Pin> PinSource::ask(const token::Token& token, PromptKey key, PromptPurpose purpose) const
{
    OPENBEID_CHECK(token.may_ask_for_pin());
    const PromptRequest request{.key = key, .purpose = purpose, .tries_left = token.tries_left()};
    return prompt_.ask(request, secrets_, cancellation_ ? &*cancellation_ : nullptr);
}

void PinSource::cancel() noexcept
{
    if (cancellation_) {
        cancellation_->cancel();
    }
}

} // namespace openbeid::pkcs11
