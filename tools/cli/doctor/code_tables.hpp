// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/card_codes.hpp"
#include "doctor/codes.hpp"
#include "doctor/computer_codes.hpp"
#include "doctor/reader_codes.hpp"
