#include "requant/requantize/constant_operands.h"

#include <algorithm>
#include <cmath>

namespace requant::requantize {
namespace {

bool takes_output_grid(OpKind kind) {
  return kind == OpKind::minimum || kind == OpKind::maximum || kind == OpKind::concat;
}

bool has_own_grid(OpKind kind) {
  return kind == OpKind::add || kind == OpKind::sub || kind == OpKind::mul;
}

std::vector<double> reals(const Tensor& constant) {
  return real_values(Array(constant.type, constant.shape, *constant.data), constant.quantization);
}

Tensor stored_on(const Tensor& constant, const Shape& shape, const std::vector<double>& values,
                 DataType type, double scale, std::int64_t zero_point) {
  std::vector<std::int64_t> stored;
  for (const double value : values) {
    stored.push_back(integer_type(type).saturate(zero_point + std::llround(value / scale)));
  }
  Tensor result;
  result.name = constant.name;
  result.type = type;
  result.shape = shape;
  result.quantization = per_tensor(static_cast<float>(scale), zero_point);
  result.data = std::make_shared<const Bytes>(pack_integers(type, stored));
  return result;
}

// A constant beside one data input x, in the units of the result: y' = gain_y y + offset_y and
// x' = gain_x x + offset_x.
class OwnGrid {
 public:
  OwnGrid(const Draft& draft, const Target& target, const Node& node, std::size_t input)
      : target_(target),
        node_(node),
        input_(input),
        constant_(draft.source.tensor(node.inputs[input])),
        y_(draft.at(node.outputs[0])) {
    const auto x = draft.plan.find(node.input(input == 0 ? 1 : 0));
    if (x != draft.plan.end()) x_ = x->second;
  }

  std::optional<Tensor> make() {
    if (stays()) return std::nullopt;
    const auto values = converted();
    double greatest = 0;
    for (const double v : values) greatest = std::max(greatest, std::abs(v));
    const std::int64_t zero = zero_point(values);
    const auto range = integer_type(y_.type);
    const double step =
        greatest == 0 ? y_.scale : greatest / static_cast<double>(range.max() - zero);
    return stored_on(constant_, shape_, values, y_.type, allowed(step), zero);
  }

 private:
  bool is_mul() const { return node_.kind() == OpKind::mul; }

  bool takes_zero_point(std::int64_t zero) const {
    const auto& zeros = target_.activation.zero_points;
    return zeros.empty() || std::ranges::find(zeros, zero) != zeros.end();
  }

  bool stays() const {
    return constant_.type == y_.type && y_.same_units() && x_.same_units() && y_.offset == 0 &&
           x_.offset == 0 && target_.scale_form == ScaleForm::free &&
           takes_zero_point(constant_.quantization->zero_point_at(0));
  }

  // What the offsets of x and y leave for the constant.
  double offset() const {
    if (is_mul()) return 0;
    if (node_.kind() == OpKind::add) return y_.offset - x_.offset;
    return input_ == 0 ? y_.offset + x_.offset : x_.offset - y_.offset;
  }

  std::vector<double> converted() {
    const auto source = reals(constant_);
    shape_ = constant_.shape;
    const std::size_t channels = std::max(y_.channel_gain.size(), x_.channel_gain.size());
    const bool spreads = channels > 1 && shape_.last() == 1;
    if (spreads && shape_.rank() == 0) shape_.dims = {1};
    if (spreads) shape_.dims.back() = static_cast<std::int64_t>(channels);
    const auto last = static_cast<std::size_t>(shape_.last());
    std::vector<double> result(source.size() * (spreads ? last : 1));
    for (std::size_t i = 0; i < result.size(); ++i) {
      const auto c = static_cast<std::int64_t>(i % last);
      const double gain = y_.gain_at(c) / (is_mul() ? x_.gain_at(c) : 1);
      result[i] = source[spreads ? i / last : i] * gain + offset();
    }
    return result;
  }

  // 0 where the type has both signs or all values one; else the middle.
  std::int64_t zero_point(const std::vector<double>& values) const {
    const auto range = integer_type(y_.type);
    if (range.is_signed) return takes_zero_point(0) ? 0 : target_.activation.zero_points.front();
    const bool negative = std::ranges::any_of(values, [](double v) { return v < 0; });
    const std::int64_t middle = (range.max() + 1) / 2;
    return negative && takes_zero_point(middle) ? middle : 0;
  }

  // The least scale of the target's form that is not below the step.
  double allowed(double step) const {
    if (target_.scale_form == ScaleForm::free) return step;
    const double unit = target_.scale_form == ScaleForm::absolute_power_of_two ? 1 : y_.scale;
    return unit * std::exp2(std::ceil(std::log2(step / unit)));
  }

  const Target& target_;
  const Node& node_;
  std::size_t input_;
  const Tensor& constant_;
  const ActivationPlan& y_;
  ActivationPlan x_;
  Shape shape_;
};

}  // namespace

std::optional<Tensor> requantized_operand(const Draft& draft, const Target& target,
                                          const Node& node, std::size_t input) {
  const Tensor& constant = draft.source.tensor(node.inputs[input]);
  if (!constant.is_constant() || !constant.quantization || constant.quantization->per_channel() ||
      !is_integer(constant.type) || node.outputs.empty() || !draft.plan.contains(node.outputs[0])) {
    return std::nullopt;
  }
  if (has_own_grid(node.kind())) return OwnGrid(draft, target, node, input).make();
  if (!takes_output_grid(node.kind())) return std::nullopt;
  const ActivationPlan& plan = draft.at(node.outputs[0]);
  auto values = reals(constant);
  for (double& v : values) v = plan.unit * v + plan.offset;
  return stored_on(constant, constant.shape, values, plan.type, plan.scale, plan.zero_point);
}

}  // namespace requant::requantize
