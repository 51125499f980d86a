// The --normalize option.
#pragma once

#include <string>

#include "requant/data/preprocess.h"

namespace requant::data {

// "raw", "0..1", "-1..1", "imagenet", "MEAN,STD" or "M1,M2,M3,S1,S2,S3"; numbers in units of a
// pixel (0..255). Throws Error that lists what is taken.
Normalization parse_normalization(const std::string& option);

}  // namespace requant::data
