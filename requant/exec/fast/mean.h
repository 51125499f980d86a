// Means over height and width.
#pragma once

#include <memory>

#include "requant/exec/fast/step.h"
#include "requant/exec/reference/output_stage.h"

namespace requant::exec::fast {

// One mean an image and channel of input 0 (NHWC), as reference::Divider has it, with the output's
// zero point, clamped to the range. Null where input or output are not of bytes.
std::unique_ptr<Step> make_global_mean(const NodeContext& context,
                                       const reference::StoredRange& range);

}  // namespace requant::exec::fast
