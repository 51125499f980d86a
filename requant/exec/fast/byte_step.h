// Steps for tensors of bytes, signed or not.
#pragma once

#include <memory>
#include <utility>

#include "requant/exec/fast/step.h"

namespace requant::exec::fast {

// Kind<std::int8_t> or Kind<std::uint8_t> of these arguments, as the type, one of both, says.
template <template <typename> typename Kind, typename... Arguments>
std::unique_ptr<Step> make_byte_step(DataType type, Arguments&&... arguments) {
  if (type == DataType::int8) {
    return std::make_unique<Kind<std::int8_t>>(std::forward<Arguments>(arguments)...);
  }
  return std::make_unique<Kind<std::uint8_t>>(std::forward<Arguments>(arguments)...);
}

}  // namespace requant::exec::fast
