// SPDX-License-Identifier: Apache-2.0
// What a function of the module is given to write to ends where it says.
#include "guards.hpp"

#include "loaded_module.hpp"
#include "memory.hpp"
#include "watch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

namespace openbeid::test {

namespace {

constexpr std::size_t fence = 64;
constexpr std::byte post{0xA7};

/// A copy of the caller's `count` values between bytes that must stay as they are; what the module
/// has written goes to the caller in the end.
template <typename T>
class Fenced {
public:
    Fenced(const char* function, T* to, std::size_t count)
        : function_{function}, to_{to}, size_{to != nullptr ? count * sizeof(T) : 0}
    {
        const memory::InModule outside{false};
        bytes_.assign(size_ + 2 * fence, post);
        if (size_ > 0) {
            std::memcpy(bytes_.data() + fence, to, size_);
        }
    }
    Fenced(const Fenced&) = delete;
    Fenced& operator=(const Fenced&) = delete;
    ~Fenced()
    {
        const memory::InModule outside{false};
        const auto is_post = [](std::byte byte) { return byte == post; };
        const auto end = bytes_.cend() - fence;
        if (!std::all_of(bytes_.cbegin(), bytes_.cbegin() + fence, is_post) ||
            !std::all_of(end, bytes_.cend(), is_post)) {
            Watch::the().complain(std::string{function_} + " wrote beside what it was given");
        }
        if (size_ > 0) {
            std::memcpy(to_, bytes_.data() + fence, size_);
        }
        std::vector<std::byte>{}.swap(bytes_);
    }

    [[nodiscard]] T* data()
    {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): aligned as the fence is
        return to_ != nullptr ? reinterpret_cast<T*>(bytes_.data() + fence) : nullptr;
    }

private:
    const char* function_;
    T* to_;
    std::size_t size_;
    std::vector<std::byte> bytes_;
};

std::size_t count_of(const CK_ULONG* count)
{
    return count != nullptr ? *count : 0;
}

const CK_FUNCTION_LIST& module()
{
    return loaded_list();
}

CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count)
{
    Fenced list{__func__, slots, count_of(count)};
    Fenced number{__func__, count, 1};
    return module().C_GetSlotList(present, list.data(), number.data());
}

CK_RV get_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO_PTR info)
{
    Fenced about{__func__, info, 1};
    return module().C_GetSlotInfo(slot, about.data());
}

CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info)
{
    Fenced about{__func__, info, 1};
    return module().C_GetTokenInfo(slot, about.data());
}

CK_RV get_session_info(CK_SESSION_HANDLE session, CK_SESSION_INFO_PTR info)
{
    Fenced about{__func__, info, 1};
    return module().C_GetSessionInfo(session, about.data());
}

CK_RV get_mechanism_list(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR types, CK_ULONG_PTR count)
{
    Fenced list{__func__, types, count_of(count)};
    Fenced number{__func__, count, 1};
    return module().C_GetMechanismList(slot, list.data(), number.data());
}

CK_RV open_session(CK_SLOT_ID slot,
                   CK_FLAGS flags,
                   void* application,
                   CK_NOTIFY notify,
                   CK_SESSION_HANDLE_PTR session)
{
    Fenced handle{__func__, session, 1};
    return module().C_OpenSession(slot, flags, application, notify, handle.data());
}

CK_RV wait_for_slot_event(CK_FLAGS flags, CK_SLOT_ID_PTR slot, void* reserved)
{
    Fenced changed{__func__, slot, 1};
    return module().C_WaitForSlotEvent(flags, changed.data(), reserved);
}

CK_RV find_objects(CK_SESSION_HANDLE session,
                   CK_OBJECT_HANDLE_PTR objects,
                   CK_ULONG max,
                   CK_ULONG_PTR count)
{
    Fenced list{__func__, objects, max};
    Fenced number{__func__, count, 1};
    return module().C_FindObjects(session, list.data(), max, number.data());
}

CK_RV get_attribute_value(CK_SESSION_HANDLE session,
                          CK_OBJECT_HANDLE object,
                          CK_ATTRIBUTE_PTR attributes,
                          CK_ULONG count)
{
    Fenced list{__func__, attributes, count};
    const CK_RV rv = module().C_GetAttributeValue(session, object, list.data(), count);
    for (CK_ULONG i = 0; i < count; ++i) {
        const auto& now = list.data()[i];
        if (now.type != attributes[i].type || now.pValue != attributes[i].pValue) {
            Watch::the().complain("C_GetAttributeValue changed the caller's template");
        }
    }
    return rv;
}

CK_RV sign(CK_SESSION_HANDLE session,
           CK_BYTE_PTR data,
           CK_ULONG data_size,
           CK_BYTE_PTR signature,
           CK_ULONG_PTR size)
{
    Watch::the().uses_waiting_pin(session);
    Fenced to{__func__, signature, count_of(size)};
    Fenced number{__func__, size, 1};
    return module().C_Sign(session, data, data_size, to.data(), number.data());
}

CK_RV
login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size)
{
    const CK_RV rv = module().C_Login(session, user, pin, size);
    if (user == CKU_CONTEXT_SPECIFIC && rv == CKR_OK) {
        const memory::InModule outside{false};
        Watch::the().pin_waits(session);
    }
    return rv;
}

} // namespace

const CK_FUNCTION_LIST& guarded_list()
{
    static const auto guarded = [] {
        auto list = loaded_list();
        list.C_GetSlotList = get_slot_list;
        list.C_GetSlotInfo = get_slot_info;
        list.C_GetTokenInfo = get_token_info;
        list.C_GetSessionInfo = get_session_info;
        list.C_GetMechanismList = get_mechanism_list;
        list.C_OpenSession = open_session;
        list.C_WaitForSlotEvent = wait_for_slot_event;
        list.C_FindObjects = find_objects;
        list.C_GetAttributeValue = get_attribute_value;
        list.C_Sign = sign;
        list.C_Login = login;
        return list;
    }();
    return guarded;
}

} // namespace openbeid::test
