#include "requant/formats/onnx/ending.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/batch_normalization.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/proto.h"
#include "requant/formats/onnx/quant_node.h"

namespace requant::formats::onnx {
namespace {

constexpr std::size_t kMostPassed = 64;  // nodes between a value and its end

// Walks from node to node.
class EndingFinder {
 public:
  EndingFinder(const Source& source, int channel_from_end)
      : source_(source), channel_from_end_(channel_from_end) {}

  std::optional<Ending> follow(std::string value) {
    for (;;) {
      const auto found = source_.consumers.find(value);
      if (found == source_.consumers.end() || source_.is_output(value)) return std::nullopt;
      const std::vector<int>& readers = found->second;
      if (all_quantize(readers, value)) return end(readers);
      if (readers.size() != 1) return std::nullopt;
      const auto& node = source_.node(readers[0]);
      if (ending_.nodes.size() >= kMostPassed) return std::nullopt;
      // Only sound nodes stand after what they read: others could lead back.
      if (!source_.sound[static_cast<std::size_t>(readers[0])]) return std::nullopt;
      if (is_quant(node)) return end_in_quant(readers[0], value);
      if (!pass(node, value)) return std::nullopt;
      ending_.nodes.push_back(readers[0]);
      value = node.output(0);
    }
  }

 private:
  bool all_quantize(const std::vector<int>& readers, const std::string& value) const {
    return std::ranges::all_of(readers, [&](int reader) {
      const auto& node = source_.node(reader);
      return node.op_type() == "QuantizeLinear" && node.input(0) == value &&
             node.output_size() == 1;
    });
  }

  std::optional<Ending> end(const std::vector<int>& readers) {
    ending_.grid = grid_of(source_, source_.node(readers[0]));
    if (ending_.grid.quantization.per_channel()) {
      throw Error(
          "its output is quantized with a scale for each channel, which only weights can be");
    }
    for (const int reader : readers) {
      if (!(grid_of(source_, source_.node(reader)) == ending_.grid)) return std::nullopt;
      ending_.names.push_back(source_.node(reader).output(0));
      ending_.nodes.push_back(reader);
    }
    return ending_;
  }

  std::optional<Ending> end_in_quant(int reader, const std::string& value) {
    const auto& node = source_.node(reader);
    if (node.input(0) != value || node.output_size() != 1) return std::nullopt;
    const QuantGrid quant = read_quant(source_, node);
    ending_.grid = quant.grid;
    ending_.stored_low = quant.low;
    ending_.stored_high = quant.high;
    ending_.names = {node.output(0)};
    ending_.nodes.push_back(reader);
    ending_.dequantized = true;
    return ending_;
  }

  // Takes the node in, if it is one that can stand before the end.
  bool pass(const proto::NodeProto& node, const std::string& value) {
    const std::string& type = node.op_type();
    if (node.input_size() == 0 || node.output_size() != 1) return false;
    if (type == "Identity" || type == "Dropout") return node.input(0) == value;
    if (type == "Relu") return clamp(0, kInfinity);
    if (type == "Clip") return node.input(0) == value && clip(node);
    const bool may_be_linear =
        channel_from_end_ != 0 && ending_.low == -kInfinity && ending_.high == kInfinity;
    if (!may_be_linear) return false;
    if (type == "BatchNormalization") return normalize(node);
    if (type == "Mul" || type == "Add" || type == "Sub" || type == "Div") {
      return combine(node, value);
    }
    return false;
  }

  bool clamp(double low, double high) {
    ending_.low = std::clamp(ending_.low, low, high);
    ending_.high = std::clamp(ending_.high, low, high);
    return true;
  }

  bool clip(const proto::NodeProto& node) {
    std::array<double, 2> bounds{real_attribute(node, "min", -kInfinity),
                                 real_attribute(node, "max", kInfinity)};
    for (int i = 1; i < std::min(node.input_size(), 3); ++i) {
      if (node.input(i).empty()) continue;
      const auto bound = real_number(source_, node.input(i));
      if (!bound) return false;
      bounds[static_cast<std::size_t>(i) - 1] = *bound;
    }
    return bounds[0] <= bounds[1] && clamp(bounds[0], bounds[1]);
  }

  // One value, or one for each channel; nothing where the constant is otherwise.
  std::optional<std::vector<double>> by_channel(const std::string& name) const {
    const auto constant = real_constant(source_, name);
    if (!constant) return std::nullopt;
    const Shape& shape = constant->shape;
    for (int d = 0; d < shape.rank(); ++d) {
      if (shape[d] != 1 && shape.rank() - d != channel_from_end_) return std::nullopt;
    }
    return float_values(*constant);
  }

  // value -> gain value + offset, after what there is. False where the channels do not agree.
  bool then(const std::vector<double>& gain, const std::vector<double>& offset) {
    const std::size_t n = std::max({ending_.gain.size(), gain.size(), offset.size()});
    for (auto* have : {&ending_.gain, &ending_.offset}) {
      if (have->size() == 1) have->assign(n, have->front());
    }
    const auto fits = [n](const std::vector<double>& v) { return v.size() == 1 || v.size() == n; };
    if (!fits(gain) || !fits(offset) || ending_.gain.size() != n || ending_.offset.size() != n) {
      return false;
    }
    for (std::size_t c = 0; c < n; ++c) {
      const double g = gain[gain.size() == 1 ? 0 : c];
      ending_.gain[c] *= g;
      ending_.offset[c] = ending_.offset[c] * g + offset[offset.size() == 1 ? 0 : c];
    }
    return true;
  }

  bool normalize(const proto::NodeProto& node) {
    const auto normalization = read_batch_normalization(source_, node);
    return normalization && then(normalization->gain, normalization->offset);
  }

  bool combine(const proto::NodeProto& node, const std::string& value) {
    if (node.input_size() != 2) return false;
    const bool first = node.input(0) == value;
    const auto other = by_channel(node.input(first ? 1 : 0));
    if (!other) return false;
    std::vector<double> v = *other;
    const std::string& type = node.op_type();
    if (type == "Add") return then({1}, v);
    if (type == "Mul") return then(v, {0});
    if (!first) return false;
    for (double& x : v) x = type == "Sub" ? -x : 1 / x;
    if (std::ranges::any_of(v, [](double x) { return !std::isfinite(x); })) return false;
    return type == "Sub" ? then({1}, v) : then(v, {0});
  }

  const Source& source_;
  int channel_from_end_;
  Ending ending_;
};

}  // namespace

std::pair<std::int64_t, std::int64_t> Ending::stored_range() const {
  const arith::IntegerType type = integer_type(grid.type);
  const std::int64_t least = std::max(type.min(), stored_low);
  const std::int64_t greatest = std::min(type.max(), stored_high);
  return {std::clamp(stored_value(low, grid), least, greatest),
          std::clamp(stored_value(high, grid), least, greatest)};
}

std::optional<Ending> find_ending(const Source& source, const std::string& value,
                                  int channel_from_end) {
  return EndingFinder(source, channel_from_end).follow(value);
}

}  // namespace requant::formats::onnx
