#include "requant/exec/fast/weighted.h"

#include <algorithm>
#include <limits>

#include "requant/base/parallel.h"

namespace requant::exec::fast {

namespace {

// Waking other threads takes as long as that many multiply-accumulates.
constexpr double kGreatestForOneThread = 1e6;

}  // namespace

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

RowParts::RowParts(double macs)
    : parts_(macs < kGreatestForOneThread ? 1 : static_cast<std::size_t>(thread_count())) {}

void RowParts::run(std::int64_t rows, std::byte* scratch, std::size_t bytes,
                   const std::function<void(std::int64_t, std::int64_t, std::byte*)>& body) const {
  const auto threads = is_parallel() ? 1 : static_cast<std::size_t>(thread_count());
  const auto parts =
      static_cast<std::int64_t>(std::min({parts_, threads, static_cast<std::size_t>(rows)}));
  if (parts <= 1) return body(0, rows, scratch);
  parallel_for(static_cast<std::size_t>(parts), [&](std::size_t p) {
    const auto part = static_cast<std::int64_t>(p);
    body(part * rows / parts, (part + 1) * rows / parts, scratch + p * bytes);
  });
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
