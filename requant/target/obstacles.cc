#include "requant/target/obstacles.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include "requant/arith/power_of_two.h"
#include "requant/arith/rescale.h"

namespace requant {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

template <typename T>
bool contains(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class Finder {
 public:
  Finder(const Graph& graph, const Target& target) : graph_(graph), target_(target) {}

  std::vector<Obstacle> run() {
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) node(static_cast<NodeId>(n));
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Obstacle& a, const Obstacle& b) { return a.kind < b.kind; });
    return std::move(found_);
  }

 private:
  void node(NodeId id) {
    const Node& node = graph_.node(id);
    const OpKind kind = node.kind();
    if (target_.host_ops.contains(kind)) return;
    // Batch normalization computes in floating point wherever it stands.
    const bool runs = target_.ops.contains(kind) || kind == OpKind::batch_norm;
    // The ends of the quantized part: their other side is free.
    if (runs && (kind == OpKind::quantize || kind == OpKind::dequantize)) return;
    if (!runs) {
      const auto* opaque = std::get_if<Opaque>(&node.op);
      add(ObstacleKind::op, id, kNoTensor, opaque ? opaque->name : std::string(name(kind)));
      return;
    }
    if (computes_in_float(node)) {
      add(ObstacleKind::floating_point, id, kNoTensor, "float32");
      return;
    }
    for (int i = 0; i < static_cast<int>(node.inputs.size()); ++i) {
      if (node.input(i) == kNoTensor) continue;
      if (!has_weights(kind) || i == 0) activation(id, node.input(i));
    }
    for (const TensorId output : node.outputs) activation(id, output);
    if (has_weights(kind)) {
      weights(id, node.input(1));
      if (node.input(2) != kNoTensor) bias(id, node.input(2));
    }
    multipliers(id);
  }

  bool computes_in_float(const Node& node) const {
    const auto is_float_tensor = [&](TensorId t) {
      return t != kNoTensor && is_float(graph_.tensor(t).type);
    };
    return std::any_of(node.inputs.begin(), node.inputs.end(), is_float_tensor) ||
           std::any_of(node.outputs.begin(), node.outputs.end(), is_float_tensor);
  }

  void activation(NodeId id, TensorId t) {
    const Tensor& tensor = graph_.tensor(t);
    if (!tensor.quantization || !seen_.insert(t).second) return;
    scheme(id, t, target_.activation, ObstacleKind::activation_type,
           ObstacleKind::activation_zero_point, ObstacleKind::activation_scale);
  }

  // Type, zero points and scales, for activations and weights alike.
  template <typename Scheme>
  void scheme(NodeId id, TensorId t, const Scheme& scheme, ObstacleKind type_kind,
              ObstacleKind zero_point_kind, ObstacleKind scale_kind) {
    const Tensor& tensor = graph_.tensor(t);
    const Quantization& q = *tensor.quantization;
    const bool has_type = contains(scheme.types, tensor.type);
    if (!has_type) add(type_kind, id, t, std::string(name(tensor.type)));
    const std::optional<DataType> type = has_type ? tensor.type : relabelled(tensor, scheme.types);
    if (type && !scheme.zero_points.empty()) {
      const std::int64_t moved = integer_type(*type).min() - integer_type(tensor.type).min();
      const auto bad = std::find_if(q.zero_point.begin(), q.zero_point.end(), [&](std::int64_t z) {
        return !contains(scheme.zero_points, z + moved);
      });
      if (bad != q.zero_point.end()) {
        add(zero_point_kind, id, t,
            "zero point " + std::to_string(*bad) +
                (has_type
                     ? ""
                     : ", " + std::to_string(*bad + moved) + " as " + std::string(name(*type))));
      }
    }
    if (target_.scale_form != ScaleForm::absolute_power_of_two) return;
    const auto bad = std::find_if(q.scale.begin(), q.scale.end(), [](float s) {
      return !arith::is_power_of_two(static_cast<double>(s));
    });
    if (bad != q.scale.end()) {
      add(scale_kind, id, t, "scale " + number(static_cast<double>(*bad)));
    }
  }

  // The type that holds the same values, all moved by the same amount (uint8 for int8).
  static std::optional<DataType> relabelled(const Tensor& tensor,
                                            const std::vector<DataType>& types) {
    if (!is_integer(tensor.type)) return std::nullopt;
    for (const DataType type : types) {
      if (bit_width(type) == bit_width(tensor.type)) return type;
    }
    return std::nullopt;
  }

  void weights(NodeId id, TensorId t) {
    const Tensor& tensor = graph_.tensor(t);
    if (!tensor.quantization || !seen_.insert(t).second) return;
    const WeightScheme& weight = target_.weight;
    scheme(id, t, weight, ObstacleKind::weight_type, ObstacleKind::weight_zero_point,
           ObstacleKind::weight_scale);
    const bool one_scale = weight.granularity == Granularity::per_tensor ||
                           weight.per_tensor_ops.contains(graph_.node(id).kind());
    if (one_scale && tensor.quantization->per_channel()) {
      add(ObstacleKind::weight_granularity, id, t,
          std::to_string(tensor.quantization->scale.size()) + " scales");
    }
    if (!weight.narrow_range || !contains(weight.types, tensor.type) || !tensor.is_constant()) {
      return;
    }
    const auto range = integer_type(tensor.type);
    if (range.is_signed && contains(stored_integers(tensor), range.min())) {
      add(ObstacleKind::weight_range, id, t, "value " + std::to_string(range.min()));
    }
  }

  void bias(NodeId id, TensorId t) {
    const Tensor& tensor = graph_.tensor(t);
    if (!tensor.is_constant() || !is_integer(tensor.type) || !seen_.insert(t).second) return;
    const arith::IntegerType range{target_.bias.bits, true};
    const auto values = stored_integers(tensor);
    const int shift = target_.bias.own_shift ? common_shift(values) : 0;
    for (const std::int64_t value : values) {
      if (range.contains(value >> shift)) continue;
      add(ObstacleKind::bias_width, id, t, "value " + std::to_string(value));
      return;
    }
  }

  // The greatest k for which every value is a multiple of 2^k.
  static int common_shift(const std::vector<std::int64_t>& values) {
    std::int64_t bits = 0;
    for (const std::int64_t value : values) bits |= value;
    int shift = 0;
    while (bits != 0 && (bits & 1) == 0) {
      bits >>= 1;
      ++shift;
    }
    return shift;
  }

  // The effective scales that the node multiplies by; none where it has no rescale.
  std::vector<double> effective_scales(const Node& node) const {
    const auto quantization = [&](TensorId t) {
      return t == kNoTensor
                 ? nullptr
                 : (graph_.tensor(t).quantization ? &*graph_.tensor(t).quantization : nullptr);
    };
    const auto* x = quantization(node.input(0));
    const auto* y = quantization(node.outputs[0]);
    if (x == nullptr || y == nullptr) return {};
    const double in = static_cast<double>(x->scale[0]);
    const double out = static_cast<double>(y->scale[0]);
    std::vector<double> result;
    if (has_weights(node.kind()) || node.kind() == OpKind::mul) {
      const auto* other = quantization(node.input(1));
      if (other == nullptr) return {};
      for (const float s : other->scale) result.push_back(in * static_cast<double>(s) / out);
      return result;
    }
    switch (node.kind()) {
      case OpKind::add:
      case OpKind::sub:
      case OpKind::mean:
      case OpKind::relu:
      case OpKind::leaky_relu:
      case OpKind::concat:
      case OpKind::average_pool2d:
        for (const TensorId t : node.inputs) {
          if (const auto* q = quantization(t)) {
            result.push_back(static_cast<double>(q->scale[0]) / out);
          }
        }
        return result;
      default:
        return {};
    }
  }

  void multipliers(NodeId id) {
    const Node& node = graph_.node(id);
    const std::vector<double> scales = effective_scales(node);
    if (target_.scale_form == ScaleForm::multiplier_power_of_two) {
      const auto bad = std::find_if_not(scales.begin(), scales.end(), arith::is_power_of_two);
      if (bad != scales.end()) {
        add(ObstacleKind::multiplier, id, kNoTensor, "multiplier " + number(*bad));
      }
    }
    if (!has_weights(node.kind())) return;
    const auto& rule =
        target_.arithmetic.rule(node.kind(), target_.activation.types.front()).rescale;
    for (const double scale : scales) {
      if (!std::isfinite(scale)) continue;
      const arith::Rescale rescale = arith::make_rescale(scale, rule);
      if (arith::shift_in_range(rescale)) continue;
      add(ObstacleKind::shift, id, kNoTensor, "shift " + std::to_string(rescale.right_shift));
      return;
    }
  }

  void add(ObstacleKind kind, NodeId id, TensorId tensor, std::string what) {
    found_.push_back({kind, id, tensor, std::move(what)});
  }

  const Graph& graph_;
  const Target& target_;
  std::set<TensorId> seen_;
  std::vector<Obstacle> found_;
};

}  // namespace

std::vector<Obstacle> find_obstacles(const Graph& graph, const Target& target) {
  return Finder(graph, target).run();
}

}  // namespace requant
