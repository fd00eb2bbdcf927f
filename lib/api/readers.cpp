// SPDX-License-Identifier: Apache-2.0
#include "api/readers.hpp"

#include "api/card.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace openbeid {

namespace {

/// Above the number of the event in `events`.
constexpr unsigned run_shift = 32;

Reader to_reader(const transport::ReaderStatus& status)
{
    return {.name = status.name,
            .card_present = status.card_present,
            .unresponsive = status.mute,
            .in_use = status.in_use,
            .exclusive = status.exclusive,
            .atr = status.atr,
            .events = std::uint64_t{status.service_run} << run_shift | status.event_count};
}

transport::ReaderStatus to_status(const Reader& reader)
{
    return {.name = reader.name,
            .card_present = reader.card_present,
            .mute = reader.unresponsive,
            .in_use = reader.in_use,
            .exclusive = reader.exclusive,
            .atr = reader.atr,
            .event_count = static_cast<std::uint32_t>(reader.events),
            .service_run = static_cast<std::uint32_t>(reader.events >> run_shift)};
}

} // namespace

Result<Readers> Readers::Impl::create(std::unique_ptr<transport::ReaderService> service)
{
    OPENBEID_TRY(auto crypto, crypto::Context::create());
    auto environment =
        std::make_shared<const api::Environment>(api::Environment{.crypto = std::move(crypto),
                                                                  .secrets = SecretStore::create(),
                                                                  .service = std::move(service)});
    return Readers{std::make_shared<Impl>(std::move(environment))};
}

/// A thread that waits, from the moment at which it was entered in `waiters_`.
class Readers::Impl::Waiting {
public:
    Waiting(Impl& readers, std::unique_ptr<transport::Waiter> waiter) noexcept
        : readers_{readers}, waiter_{std::move(waiter)}
    {
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting()
    {
        const MutexLock lock{readers_.mutex_};
        std::erase(readers_.waiters_, waiter_.get());
        std::swap(readers_.spare_, waiter_); // an earlier spare one ends without the lock
    }

    [[nodiscard]] transport::Waiter& waiter() const noexcept { return *waiter_; }

private:
    Impl& readers_;
    std::unique_ptr<transport::Waiter> waiter_;
};

std::unique_ptr<transport::Waiter> Readers::Impl::take_waiter()
{
    {
        const MutexLock lock{mutex_};
        if (spare_) {
            return std::exchange(spare_, nullptr);
        }
    }
    return environment_->service->waiter();
}

Result<void> Readers::Impl::wait(std::span<const Reader> known)
{
    std::vector<transport::ReaderStatus> statuses;
    std::transform(known.begin(), known.end(), std::back_inserter(statuses), to_status);
    auto waiter = take_waiter();
    {
        const MutexLock lock{mutex_};
        if (cancelled_) {
            return Error{.code = Errc::cancelled, .where = "wait for readers"};
        }
        waiters_.push_back(waiter.get());
    }
    const Waiting waiting{*this, std::move(waiter)};
    return waiting.waiter().wait(statuses);
}

void Readers::Impl::cancel() noexcept
{
    const MutexLock lock{mutex_};
    cancelled_ = true;
    // None of them can leave, and end its life, while we hold the lock.
    for (auto* const waiter : waiters_) {
        waiter->cancel();
    }
}

Result<Card> Readers::Impl::open_card(const std::string& reader) const
{
    OPENBEID_TRY(const auto statuses, poll());
    const auto status = std::find_if(
        statuses.begin(), statuses.end(), [&](const auto& each) { return each.name == reader; });
    if (status == statuses.end()) {
        return Error{.code = Errc::no_reader, .where = "open card"};
    }
    return Card::Impl::open(environment_, *status);
}

Readers::Readers(std::shared_ptr<Impl> impl) noexcept : impl_{std::move(impl)} {}
Readers::Readers(Readers&&) noexcept = default;
Readers& Readers::operator=(Readers&& other) noexcept
{
    Readers old{std::move(*this)};
    impl_ = std::move(other.impl_);
    return *this;
}
Readers::~Readers()
{
    if (impl_ && impl_->is_of_another_process()) {
        // Its contexts are the parent's: leaked.
        static_cast<void>(new (std::nothrow) std::shared_ptr<Impl>{std::move(impl_)});
    }
}

Result<std::vector<Reader>> Readers::list() const
{
    OPENBEID_TRY(const auto statuses, impl_->poll());
    std::vector<Reader> readers;
    std::transform(statuses.begin(), statuses.end(), std::back_inserter(readers), to_reader);
    return readers;
}

Result<void> Readers::wait(std::span<const Reader> known) const
{
    return impl_->wait(known);
}

void Readers::cancel() noexcept
{
    impl_->cancel();
}

Result<Card> Readers::open_card(const std::string& reader) const
{
    return impl_->open_card(reader);
}

} // namespace openbeid
