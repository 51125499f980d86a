// What conv2d, depthwise_conv2d and fully_connected share.
#pragma once

#include <functional>

#include "requant/exec/fast/stage.h"
#include "requant/exec/fast/step.h"
#include "requant/exec/reference/weighted.h"

namespace requant::exec::fast {

// Whether sums of int16 products in int32 are exact for every input of the node.
bool sums_are_exact(const reference::Weighted& weighted);

// Bytes of a part of a step's scratch, rounded up so that the next part is aligned.
std::size_t part_bytes(std::size_t elements, std::size_t element_bytes);

// The output stage of all channels.
Stage make_stage(const reference::Weighted& weighted, DataType output);

// The rows of one image shared out between threads, where a layer is large enough and no other work
// keeps them busy. Each part has scratch of its own.
class RowParts {
 public:
  // `macs`: of the layer. As many parts as there are threads now.
  explicit RowParts(double macs);

  // The scratch of all parts, of `bytes` each.
  std::size_t scratch_bytes(std::size_t bytes) const { return parts_ * bytes; }
  // Calls body(first, last, scratch) for parts of [0, rows).
  void run(std::int64_t rows, std::byte* scratch, std::size_t bytes,
           const std::function<void(std::int64_t, std::int64_t, std::byte*)>& body) const;

 private:
  std::size_t parts_;
};

// Where a kernel writes some rows of all channels: the output itself, or, for a scalar stage,
// accumulators in scratch, which `finish` turns into stored values.
class RowSink {
 public:
  RowSink(const Stage& stage, std::byte* output, std::byte* scratch, std::size_t row_elements,
          DataType type);
  // The place of `row`, counted from the first of this call; accumulators of all rows between two
  // calls of finish fit the scratch.
  std::byte* rows(std::size_t first);
  void finish(std::size_t first, std::size_t count);

 private:
  const Stage& stage_;
  std::byte* output_;
  std::byte* scratch_;
  std::size_t row_elements_;
  std::size_t element_bytes_;
};

}  // namespace requant::exec::fast
