#include "requant/cost/traffic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "requant/base/error.h"

namespace requant::cost {
namespace {

// What is moved: weights, inputs, and sums in and out.
enum Kind { kWeights, kInputs, kSumsIn, kSumsOut, kKinds };
using Bits = std::array<double, kKinds>;

struct Loop {
  std::array<bool, kKinds> moves{};  // whose tiles differ from turn to turn
  std::int64_t turns = 1;

  friend auto operator<=>(const Loop&, const Loop&) = default;
};

double cycles_of(double bits, const MemoryModel& memory) {
  return std::ceil(bits / memory.dram_bits_per_cycle);
}

class Scheduler {
 public:
  Scheduler(const CostModel& model, const Work& work)
      : model_(model),
        work_(work),
        step_(step_of(model.engine, work)),
        patches_(patches_in_dram(model.memory, work)) {
    const double usable = model.memory.double_buffered ? 4 : 8;  // bits of a byte
    room_[kWeights] = static_cast<double>(model.memory.weight_buffer) * usable;
    room_[kInputs] = static_cast<double>(model.memory.input_buffer) * usable;
    room_[kSumsIn] = room_[kSumsOut] = static_cast<double>(model.memory.output_buffer) * usable;
  }

  Schedule best() {
    const std::int64_t side = std::max(work_.height, work_.width);
    const std::int64_t least = patches_ ? 1 : step_.outputs;
    for (std::int64_t batch = 1;; batch *= 2) {
      for (std::int64_t pixels = 1;; pixels *= 2) {
        for (std::int64_t inputs = 1;; inputs *= 2) {
          for (std::int64_t outputs = least;; outputs *= 2) {
            try_tile({std::min(batch, work_.batch), std::min(pixels, work_.height),
                      std::min(pixels, work_.width), std::min(inputs, work_.inputs),
                      std::min(outputs, work_.outputs)});
            if (outputs >= work_.outputs) break;
          }
          if (inputs >= work_.inputs) break;
        }
        if (pixels >= side) break;
      }
      if (batch >= work_.batch) break;
    }
    if (!best_) refuse();
    return *best_;
  }

 private:
  Bits tile_bits(const Tile& tile) const {
    const std::int64_t kernel = work_.kernel_height * work_.kernel_width;
    const std::int64_t pixels = tile.batch * tile.height * tile.width;
    const std::int64_t height = (work_.kernel_height - 1) * work_.dilation_height + 1 +
                                (tile.height - 1) * work_.stride_height;
    const std::int64_t width =
        (work_.kernel_width - 1) * work_.dilation_width + 1 + (tile.width - 1) * work_.stride_width;
    const std::int64_t inputs =
        patches_ ? pixels * kernel * tile.inputs : tile.batch * height * width * tile.inputs;
    const std::int64_t sums =
        pixels * round_up(tile.outputs, step_.outputs) * model_.memory.sum_bits;
    Bits bits{};
    bits[kWeights] = static_cast<double>(round_up(kernel * tile.inputs, step_.sum) * tile.outputs *
                                         work_.weight_bits);
    bits[kInputs] = static_cast<double>(inputs * work_.input_bits);
    bits[kSumsIn] = bits[kSumsOut] = static_cast<double>(sums);
    return bits;
  }

  // The loops over tiles that have more than one turn, in the order of next_permutation.
  std::vector<Loop> loops_of(const Tile& tile) const {
    constexpr std::array<bool, kKinds> kPixels{false, true, true, true};
    constexpr std::array<bool, kKinds> kInputChannels{true, true, false, false};
    constexpr std::array<bool, kKinds> kOutputChannels{true, false, true, true};
    std::vector<Loop> loops;
    const auto add = [&](const std::array<bool, kKinds>& moves, std::int64_t all,
                         std::int64_t part) {
      if (part < all) loops.push_back({moves, ceil_div(all, part)});
    };
    add(kPixels, work_.batch, tile.batch);
    add(kPixels, work_.height, tile.height);
    add(kPixels, work_.width, tile.width);
    add(kInputChannels, work_.inputs, tile.inputs);
    add(kOutputChannels, work_.outputs, tile.outputs);
    std::sort(loops.begin(), loops.end());
    return loops;
  }

  void try_tile(const Tile& tile) {
    const Bits bits = tile_bits(tile);
    for (int kind = 0; kind < kKinds; ++kind) {
      if (bits[static_cast<std::size_t>(kind)] > room_[static_cast<std::size_t>(kind)]) return;
    }
    std::vector<Loop> loops = loops_of(tile);
    double turns = static_cast<double>(work_.groups);
    for (const Loop& loop : loops) turns *= static_cast<double>(loop.turns);
    const double cycles = turns * compute_cycles(model_, work_, tile);
    // No order of loops computes faster than that.
    if (best_ && cycles > best_->cycles) return;
    do {
      const Traffic traffic = traffic_of(loops, bits);
      const double stream = cycles_of(traffic.dram() - traffic.first - traffic.last, model_.memory);
      const double ends =
          cycles_of(traffic.first, model_.memory) + cycles_of(traffic.last, model_.memory);
      const Schedule found{tile, traffic, cycles, stream + ends, std::max(cycles, stream) + ends};
      const auto rank = [](const Schedule& s) { return std::tuple(s.cycles, s.traffic.dram()); };
      if (!best_ || rank(found) < rank(*best_)) best_ = found;
    } while (std::next_permutation(loops.begin(), loops.end()));
  }

  // Loops from the innermost to the outermost.
  Traffic traffic_of(const std::vector<Loop>& loops, const Bits& tile) const {
    Bits moved = tile;
    Bits kept = tile;  // what lies in the buffer at once
    std::array<bool, kKinds> stays{true, true, true, true};
    for (const Loop& loop : loops) {
      for (std::size_t kind = 0; kind < kKinds; ++kind) {
        if (stays[kind] && !loop.moves[kind]) continue;
        moved[kind] *= static_cast<double>(loop.turns);
        if (!stays[kind]) continue;
        stays[kind] = moved[kind] <= room_[kind];
        if (stays[kind]) kept[kind] = moved[kind];
      }
    }
    for (double& bits : moved) bits *= static_cast<double>(work_.groups);
    return model_.memory.sums_in_dram ? with_sums(moved, kept)
                                      : with_outputs(loops, tile, moved, kept);
  }

  // All sums are read from DRAM at first and written to it.
  static Traffic with_sums(const Bits& moved, const Bits& kept) {
    return {moved[kWeights], moved[kInputs],  moved[kSumsIn],
            moved[kSumsOut], moved[kSumsOut], kept[kWeights] + kept[kInputs] + kept[kSumsIn],
            kept[kSumsOut]};
  }

  // Sums that are not finished go to DRAM and come back; finished ones leave as outputs.
  Traffic with_outputs(const std::vector<Loop>& loops, const Bits& tile, const Bits& moved,
                       const Bits& kept) const {
    double once = tile[kSumsOut] * static_cast<double>(work_.groups);
    for (const Loop& loop : loops) {
      if (loop.moves[kSumsOut]) once *= static_cast<double>(loop.turns);
    }
    const double spilled = moved[kSumsOut] - once;
    const double outputs = static_cast<double>(work_.values_out) * work_.output_bits;
    return {moved[kWeights],
            moved[kInputs],
            spilled,
            moved[kSumsOut],
            spilled + outputs,
            kept[kWeights] + kept[kInputs],
            kept[kSumsOut] / once * outputs};
  }

  [[noreturn]] void refuse() const {
    const Bits bits = tile_bits({1, 1, 1, 1, std::min(step_.outputs, work_.outputs)});
    std::string why;
    const auto check = [&](Kind kind, const char* buffer) {
      if (bits[kind] <= room_[kind]) return;
      const double bytes = std::ceil(bits[kind] / (model_.memory.double_buffered ? 4 : 8));
      why += std::string(why.empty() ? "" : ", ") + buffer + " of " +
             std::to_string(static_cast<std::int64_t>(bytes)) + " bytes";
    };
    check(kWeights, "weight_buffer");
    check(kInputs, "input_buffer");
    check(kSumsOut, "output_buffer");
    throw Error("layer '" + work_.name + "': the target's buffers do not hold its smallest tile; " +
                "it needs a " + why);
  }

  const CostModel& model_;
  const Work& work_;
  Step step_;
  bool patches_;
  Bits room_{};
  std::optional<Schedule> best_;
};

}  // namespace

Schedule schedule(const CostModel& model, const Work& work) {
  return Scheduler(model, work).best();
}

}  // namespace requant::cost
