#include "requant/exec/fast/weighted.h"

#include <algorithm>
#include <limits>

namespace requant::exec::fast {

bool sums_are_exact(const reference::Weighted& weighted) {
  constexpr double kGreatest = std::numeric_limits<std::int32_t>::max();
  return weighted.fits_int16 &&
         std::ranges::all_of(weighted.greatest_sums, [](double sum) { return sum <= kGreatest; });
}

std::size_t part_bytes(std::size_t elements, std::size_t element_bytes) {
  return (elements * element_bytes + kSlack + 63) / 64 * 64;
}

Stage make_stage(const reference::Weighted& weighted, DataType output) {
  return {weighted.stage, weighted.bias, weighted.greatest_sums, output};
}

RowSink::RowSink(const Stage& stage, std::byte* output, std::byte* scratch,
                 std::size_t row_elements, DataType type)
    : stage_(stage),
      output_(output),
      scratch_(scratch),
      row_elements_(row_elements),
      element_bytes_(storage_bytes(type, 1)) {}

std::byte* RowSink::rows(std::size_t first) {
  return stage_.scalar() ? scratch_ : output_ + first * row_elements_ * element_bytes_;
}

void RowSink::finish(std::size_t first, std::size_t count) {
  if (!stage_.scalar()) return;
  const auto* accumulators = reinterpret_cast<const std::int32_t*>(scratch_);
  stage_.apply_scalar({accumulators, count * row_elements_},
                      output_ + first * row_elements_ * element_bytes_);
}

}  // namespace requant::exec::fast
