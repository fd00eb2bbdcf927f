// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/pin_source.hpp"

#include "base/try.hpp"

namespace openbeid::pkcs11 {

PinSource::PinSource(const config::Settings& settings, SecretStore& secrets)
    : pin_entry_{settings.pin_entry}, when_{settings.prompt}, secrets_{secrets}, prompt_{
                                                                                     make_prompt()}
{
}

Result<Pin> PinSource::ask(const token::Token& token,
                           PromptKey key,
                           PromptPurpose purpose,
                           const PromptCancellation& cancellation) const
{
    OPENBEID_CHECK(token.may_ask_for_pin());
    const PromptRequest request{.key = key, .purpose = purpose, .tries_left = token.tries_left()};
    return prompt_.ask(request, secrets_, &cancellation);
}

} // namespace openbeid::pkcs11
