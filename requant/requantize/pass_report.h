// What each pass of a conversion does to the error.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "requant/requantize/convert.h"

namespace requant::requantize {

// A selection of passes, with the pass that it has more than the one before.
struct PassStage {
  std::string name;  // "correct_bias"; "naive" for none
  std::string what;  // what the pass does, for people
  PassSelection passes;
};

// The stages from no pass to all of them, in the order in which the passes run. Passes that the
// target has no use for are left out.
std::vector<PassStage> pass_stages(const Target& target);

}  // namespace requant::requantize
