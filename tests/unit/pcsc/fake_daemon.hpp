// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <winscard.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace fake {

struct Reader {
    std::string name;
    bool present{false};
    bool mute{false};
    bool exclusive{false};
    openbeid::Bytes atr{};
    unsigned events{0};
    int users{0};
    SCARDHANDLE lock{0}; ///< the connection that holds the transaction
};

/// A pcscd in memory, with what pcsc-lite 1.9.9 makes of its answers. One for the whole program;
/// Session gives each test a fresh one. Any thread.
class Daemon {
public:
    /// The lock of a program that is none of ours.
    static constexpr SCARDHANDLE other_program = 999999;

    static Daemon& the();

    void reset();

    void add(Reader reader);
    void remove(const std::string& name);
    void insert(const std::string& name);
    void take_out(const std::string& name);
    /// What another program does.
    void reset_card(const std::string& name);
    void lock(const std::string& name);
    void unlock(const std::string& name);
    void stop();
    void start();

    /// Runs `hook` at the start of each later call of `function`, without any lock.
    void at(const std::string& function, std::function<void()> hook);
    /// Runs it once, at the n-th call from now.
    void at_call(const std::string& function, int n, std::function<void()> hook);
    /// Makes each later call of `function` return `status`.
    void fail(const std::string& function, LONG status);
    /// How often it was called since reset().
    [[nodiscard]] int calls(const std::string& function);
    /// Returns when `function` was called `n` times since reset().
    void await_calls(const std::string& function, int n);
    /// Returns when `n` threads are blocked in SCardGetStatusChange without end.
    void await_blocked(int n);

    // Script and record; for use while no other thread runs.
    std::size_t most_states{16}; ///< as pcsc-lite 1.9.9
    openbeid::Bytes answer{0x90, 0x00};
    openbeid::Bytes last_command;
    DWORD last_protocol{0};
    DWORD active_protocol{SCARD_PROTOCOL_T0};
    DWORD last_disposition{0xFF};
    DWORD last_disconnect{0xFF};
    /// What the driver answers to SCardControl: a status, and bytes for its output.
    std::function<LONG(DWORD code, openbeid::ByteView input, openbeid::Bytes& output)> driver;
    std::map<DWORD, openbeid::Bytes> attributes;

    // For the functions of fake_winscard_*.cpp.
    struct Connection {
        SCARDCONTEXT context{};
        std::string reader;
        LONG event{SCARD_S_SUCCESS};
    };
    LONG enter(const std::string& function);
    bool alive(SCARDCONTEXT context) const;
    Reader* find(const std::string& name);
    LONG find(SCARDHANDLE card, Connection** connection, Reader** reader);
    void notify(const std::string& reader, LONG event);

    std::mutex mutex;
    std::condition_variable changed;
    bool running{true};
    LONG next{1};
    int blocked{0};
    std::vector<Reader> readers;
    std::set<SCARDCONTEXT> contexts; ///< of the library, dead ones too
    std::set<SCARDCONTEXT> served;   ///< of the daemon
    std::set<SCARDCONTEXT> waiting;  ///< those that SCardCancel reaches
    std::set<SCARDCONTEXT> cancelled;
    std::map<SCARDHANDLE, Connection> cards;

private:
    std::map<std::string, int> calls_;
    std::map<std::string, LONG> failures_;
    std::map<std::string, std::function<void()>> hooks_;
    std::map<std::pair<std::string, int>, std::function<void()>> hooks_once_;
};

/// A test's fresh daemon.
class Session {
public:
    Session() { Daemon::the().reset(); }
    Daemon* operator->() const { return &Daemon::the(); }
};

inline Daemon& daemon()
{
    return Daemon::the();
}

} // namespace fake
