// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/virtual_readers.hpp"

#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

/// The inside of VirtualReaders.
namespace openbeid::test {

/// All readers and connections, under one lock that is not held while a card works.
class VirtualReaders::Stack {
public:
    /// What the service knows of a connection.
    struct Link {
        bool reset{false};   ///< the card was reset by somebody else
        bool removed{false}; ///< the card is gone; true for ever
        bool dead{false};    ///< so is the service that the connection was made to
    };

    struct Reader {
        explicit Reader(std::string reader_name) : name{std::move(reader_name)} {}

        [[nodiscard]] transport::ReaderStatus status() const;
        void take_card(std::shared_ptr<virtual_card::Card> fresh);
        void lose_card();
        /// For all connections but that of `by`.
        void note_reset(const Link* by);

        const std::string name;
        bool plugged{true};
        std::shared_ptr<virtual_card::Card> card;
        std::uint32_t event_count{0};
        std::set<Link*> links;
        const Link* owner{nullptr}; ///< of the transaction
        bool exclusive{false};
        transport::PinPad pin_pad;
        std::shared_ptr<PadUser> pad_user;
    };

    struct Fault {
        unsigned count{0};
        Errc code{};
    };

    /// Changes something and tells everybody who waits.
    template <typename Function>
    void change(Function&& function)
    {
        const std::lock_guard lock{mutex};
        function(*this);
        changed.notify_all();
    }

    [[nodiscard]] Reader& reader(const std::string& name);
    [[nodiscard]] std::shared_ptr<Reader> find(const std::string& name) const;
    [[nodiscard]] std::vector<transport::ReaderStatus> statuses() const;

    /// Counts down a fault that lasts for some calls.
    [[nodiscard]] static std::optional<Error> take(Fault& fault, const char* where);
    /// Counts down what there is no memory for, and throws.
    static void starve(unsigned& count);
    /// The fault of a transmit, which comes with the last one counted.
    [[nodiscard]] std::optional<Error> take_transmit_fault();

    mutable std::mutex mutex;
    std::condition_variable changed;
    bool running{true};
    std::uint32_t run{1};
    std::vector<std::shared_ptr<Reader>> readers;
    ReaderCounters counters;
    Fault transmit_fault;
    Fault poll_fault;
    Fault connect_fault;
    unsigned starving_waits{0};
    unsigned starving_connects{0};
    std::shared_ptr<std::function<void(ByteView)>> hook;
    std::chrono::milliseconds patience_cap{std::chrono::hours{1}};
    unsigned waiting{0};
    unsigned blocked{0};
};

class VirtualReaders::Connection : public transport::Connection {
public:
    /// @param by_another  by another program: neither counted nor disturbed by faults
    [[nodiscard]] static Result<std::unique_ptr<Connection>>
    open(std::shared_ptr<Stack> stack, const std::string& reader, bool exclusive, bool by_another);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] Result<void> check() override;
    [[nodiscard]] Result<std::unique_ptr<transport::Transaction>>
    begin(std::chrono::milliseconds patience) override;
    [[nodiscard]] Result<void> reconnect() override;
    void reset_at_end() noexcept override { resets_at_end_ = true; }
    [[nodiscard]] transport::PinPad pin_pad() const noexcept override;

    /// Resets the card as another program.
    void reset_card();

private:
    friend class Transaction;

    Connection(std::shared_ptr<Stack> stack, std::shared_ptr<Stack::Reader> reader);
    [[nodiscard]] Result<void> state() const; ///< with the lock held
    [[nodiscard]] Result<std::size_t> transmit(ByteView command, std::span<std::uint8_t> response);
    [[nodiscard]] Result<std::size_t>
    enter_on_pad(transport::PinEntry entry, ByteView command, std::span<std::uint8_t> response);
    [[nodiscard]] Result<std::size_t> deliver(const virtual_card::Exchange& exchange,
                                              std::span<std::uint8_t> response);
    void end(bool reset) noexcept;

    const std::shared_ptr<Stack> stack_;
    const std::shared_ptr<Stack::Reader> reader_;
    Stack::Link link_;
    bool exclusive_{false};
    bool by_another_{false};
    bool begun_{false}; ///< once
    bool resets_at_end_{false};
};

class VirtualReaders::Transaction : public transport::Transaction {
public:
    explicit Transaction(Connection& connection) : connection_{connection} {}
    ~Transaction() override { connection_.end(reset_); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] Result<std::size_t> transmit(ByteView command,
                                               std::span<std::uint8_t> response) override
    {
        return connection_.transmit(command, response);
    }
    [[nodiscard]] Result<std::size_t> enter_on_pad(transport::PinEntry entry,
                                                   ByteView command,
                                                   std::span<std::uint8_t> response) override
    {
        return connection_.enter_on_pad(entry, command, response);
    }
    void reset_at_end() noexcept override { reset_ = true; }

private:
    Connection& connection_;
    bool reset_{false};
};

class VirtualReaders::Waiter : public transport::Waiter {
public:
    explicit Waiter(std::shared_ptr<Stack> stack) : stack_{std::move(stack)} {}

    [[nodiscard]] Result<void> wait(std::span<const transport::ReaderStatus> known) override;
    void cancel() noexcept override;

private:
    const std::shared_ptr<Stack> stack_;
    bool cancelled_{false}; ///< under the lock of the stack
};

class VirtualReaders::Service : public transport::ReaderService {
public:
    explicit Service(std::shared_ptr<Stack> stack) : stack_{std::move(stack)} {}

    [[nodiscard]] Result<std::vector<transport::ReaderStatus>> poll() override;
    [[nodiscard]] Result<std::unique_ptr<transport::Connection>>
    connect(const std::string& reader) override;
    [[nodiscard]] std::unique_ptr<transport::Waiter> waiter() override;

private:
    const std::shared_ptr<Stack> stack_;
};

} // namespace openbeid::test
