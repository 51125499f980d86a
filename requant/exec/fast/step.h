// One node as the fast executor runs it: on memory that is planned for it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "requant/exec/reference/context.h"

namespace requant::exec::fast {

using reference::NodeContext;

// Bytes that a kernel may read, and whose values do not matter, beyond the end of its scratch.
inline constexpr std::size_t kSlack = 128;

// Where the tensors of one run lie. Inputs are null where left out or constant.
struct Buffers {
  std::span<const std::byte* const> inputs;
  std::span<std::byte* const> outputs;
  std::byte* scratch;  // aligned to 64 bytes
};

class Step {
 public:
  virtual ~Step() = default;
  virtual std::size_t scratch_bytes() const { return 0; }
  // May be called from several threads at once, with buffers of their own.
  virtual void run(const Buffers& buffers) const = 0;
};

}  // namespace requant::exec::fast
