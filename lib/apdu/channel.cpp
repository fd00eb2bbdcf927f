// SPDX-License-Identifier: Apache-2.0
#include "apdu/channel.hpp"
