// The --normalize option, and its meaning in words.
#pragma once

#include <string>

#include "requant/graph/normalization.h"

namespace requant::data {

// "raw", "0..1", "-1..1", "imagenet", "MEAN,STD" or "M1,M2,M3,S1,S2,S3"; numbers in units of a
// pixel (0..255). Throws Error that lists what is taken.
Normalization parse_normalization(const std::string& option);

// "(pixel - 127.5) / 127.5", with one number for each channel in brackets.
std::string normalization_text(const Normalization& normalization);

}  // namespace requant::data
