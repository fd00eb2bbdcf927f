// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/environment.hpp"
#include "base/mutex.hpp"

#include <openbeid/reader.hpp>

#include <memory>
#include <vector>

namespace openbeid {

/// The inside of Readers, on whatever reader stack it is given.
class Readers::Impl {
public:
    /// Fails: crypto_failure.
    [[nodiscard]] static Result<Readers> create(std::unique_ptr<transport::ReaderService> service);

    explicit Impl(std::shared_ptr<const api::Environment> environment) noexcept
        : environment_{std::move(environment)}
    {
    }

    [[nodiscard]] bool is_of_another_process() const noexcept
    {
        return environment_->is_of_another_process();
    }
    [[nodiscard]] Result<std::vector<transport::ReaderStatus>> poll() const
    {
        return environment_->service->poll();
    }
    [[nodiscard]] Result<void> wait(std::span<const Reader> known);
    void cancel() noexcept;
    [[nodiscard]] Result<Card> open_card(const std::string& reader) const;

private:
    class Waiting;

    [[nodiscard]] std::unique_ptr<transport::Waiter> take_waiter();

    const std::shared_ptr<const api::Environment> environment_;

    Mutex mutex_;
    bool cancelled_ OPENBEID_GUARDED_BY(mutex_){false};
    std::vector<transport::Waiter*> waiters_ OPENBEID_GUARDED_BY(mutex_);
    /// For the next wait(): it has a context already, and knows whom it told of a change in vain.
    std::unique_ptr<transport::Waiter> spare_ OPENBEID_GUARDED_BY(mutex_);
};

} // namespace openbeid
