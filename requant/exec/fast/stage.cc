#include "requant/exec/fast/stage.h"

#include <algorithm>
#include <map>
#include <optional>

#include "requant/base/error.h"
#include "requant/exec/fast/stage_proof.h"
#include "requant/exec/reference/elements.h"

namespace requant::exec::fast {
namespace {

constexpr StageKind kKinds[] = {StageKind::real, StageKind::signed_real, StageKind::integer};

// Proofs of the channels of one stage; channels with the same rescale share them.
class Proofs {
 public:
  Proofs(const reference::OutputStage& stage, std::span<const double> bounds,
         reference::StoredRange range)
      : stage_(stage), range_(range) {
    for (std::size_t c = 0; c < bounds.size(); ++c) {
      Entry& entry = entry_of(c);
      entry.bound = std::max(entry.bound, bounds[c]);
    }
  }

  std::optional<StageConstants> find(std::size_t channel, StageKind kind) {
    Entry& entry = entry_of(channel);
    if (!entry.proof) entry.proof.emplace(stage_, channel, entry.bound, range_);
    const auto found = entry.constants.find(kind);
    if (found != entry.constants.end()) return found->second;
    return entry.constants[kind] = entry.proof->find(kind);
  }

 private:
  struct Entry {
    double bound = 0;
    std::optional<StageProof> proof;
    std::map<StageKind, std::optional<StageConstants>> constants;
  };

  Entry& entry_of(std::size_t channel) {
    const arith::Rescale& r = stage_.rescale(channel);
    return entries_[{r.multiplier, r.right_shift, r.real_multiplier}];
  }

  const reference::OutputStage& stage_;
  reference::StoredRange range_;
  std::map<std::tuple<std::int32_t, int, double>, Entry> entries_;
};

// The constants of channels [first, last) in the first kind that is proven for all of them.
std::optional<std::pair<StageKind, std::vector<StageConstants>>> find_panel(Proofs& proofs,
                                                                            std::size_t first,
                                                                            std::size_t last) {
  for (const StageKind kind : kKinds) {
    std::vector<StageConstants> constants;
    for (std::size_t c = first; c < last; ++c) {
      const auto found = proofs.find(c, kind);
      if (!found) break;
      constants.push_back(*found);
    }
    if (constants.size() == last - first) return std::pair{kind, std::move(constants)};
  }
  return std::nullopt;
}

// What accumulators up to the bound make of all channels, where these have one rescale: the range
// stands for accumulators that saturate. Else the range of the stage.
reference::StoredRange reached_range(const reference::OutputStage& stage,
                                     std::span<const double> bounds) {
  const arith::Rescale& first = stage.rescale(0);
  for (std::size_t c = 1; c < stage.channels(); ++c) {
    const arith::Rescale& r = stage.rescale(c);
    const bool same = r.multiplier == first.multiplier && r.right_shift == first.right_shift &&
                      r.real_multiplier == first.real_multiplier;
    if (!same) return stage.range();
  }
  const auto limit = static_cast<std::int64_t>(*std::ranges::max_element(bounds));
  if (stage.may_wrap()) return stage.range();
  return {stage.stored(-limit, 0), stage.stored(limit, 0)};
}

}  // namespace

Stored stored_type(DataType type) {
  switch (type) {
    case DataType::uint8:
      return Stored::uint8;
    case DataType::int8:
      return Stored::int8;
    case DataType::int16:
      return Stored::int16;
    default:
      throw Error("no kernel stores " + std::string(name(type)), Fault::internal);
  }
}

Stage::Stage(const reference::OutputStage& stage, std::span<const std::int64_t> biases,
             std::span<const double> bounds, DataType output)
    : reference_(stage), range_(reached_range(stage, bounds)), type_(stored_type(output)) {
  const std::size_t width = compute().panel_channels;
  const std::size_t panels = (biases.size() + width - 1) / width;
  rows_.assign(panels * kStageRows * width, 0);
  Proofs proofs(reference_, bounds, range_);
  for (std::size_t p = 0; p < panels; ++p) {
    const std::size_t first = p * width;
    const std::size_t last = std::min(first + width, biases.size());
    const auto found = find_panel(proofs, first, last);
    if (!found) scalar_ = true;
    kinds_.push_back(found ? found->first : StageKind::scalar);
    std::int32_t* rows = rows_.data() + p * kStageRows * width;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t c = lane_channel(i / (width / 2), i % (width / 2));
      if (first + c >= last) continue;
      rows[i] = static_cast<std::int32_t>(biases[first + c]);
      for (std::size_t r = 1; found && r < kStageRows; ++r) {
        rows[r * width + i] = found->second[c][r - 1];
      }
    }
  }
}

StageView Stage::view() const {
  return {rows_.data(),
          kinds_.data(),
          static_cast<std::int32_t>(reference_.zero_point()),
          static_cast<std::int32_t>(range_.min),
          static_cast<std::int32_t>(range_.max),
          scalar_ ? Stored::int32 : type_};
}

void Stage::apply_scalar(std::span<const std::int32_t> accumulators, std::byte* output) const {
  const auto write = [&](auto type) {
    auto* to = reinterpret_cast<decltype(type)*>(output);
    const std::size_t channels = reference_.channels();
    for (std::size_t i = 0; i < accumulators.size(); ++i) {
      to[i] = static_cast<decltype(type)>(reference_.stored(accumulators[i], i % channels));
    }
  };
  if (type_ == Stored::uint8) write(std::uint8_t{});
  if (type_ == Stored::int8) write(std::int8_t{});
  if (type_ == Stored::int16) write(std::int16_t{});
}

}  // namespace requant::exec::fast
