// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What libopenbeid offers; everything else in it is hidden.
#define OPENBEID_EXPORT __attribute__((visibility("default")))
/// The inside of a class that it offers.
#define OPENBEID_LOCAL __attribute__((visibility("hidden")))
