#include "requant/formats/onnx/requant_shift.h"

#include <algorithm>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

constexpr double kBeyondWhole = 9007199254740992.0;  // 2^53

std::vector<double> whole_numbers(const Source& source, const proto::NodeProto& node, int i) {
  const Tensor* constant = i < node.input_size() ? source.constant(node.input(i)) : nullptr;
  if (constant == nullptr) throw Error("its factor and summand must be constants");
  auto values = float_values(*constant);
  if (values.empty()) throw Error("its factor or summand is empty");
  for (const double v : values) {
    if (v != std::floor(v) || std::abs(v) >= kBeyondWhole) {
      throw Error("its factor and summand must be whole numbers below 2^53");
    }
  }
  return values;
}

double tensor_attribute(const proto::NodeProto& node, const std::string& name) {
  const auto* found = find_attribute(node, name);
  if (found == nullptr) throw Error("it has no attribute " + name);
  if (!found->has_t())
    return found->type() == proto::AttributeProto::INT ? static_cast<double>(found->i())
                                                       : static_cast<double>(found->f());
  const Tensor value = read_inline_constant(found->t());
  if (value.shape.count() != 1) throw Error("its attribute " + name + " is not one number");
  return is_integer(value.type) || value.type == DataType::boolean
             ? static_cast<double>(stored_integers(value)[0])
             : float_values(value)[0];
}

}  // namespace

bool is_requant_shift(const proto::NodeProto& node) { return node.op_type() == "RequantShift"; }

RequantShift read_requant_shift(const Source& source, int index) {
  const auto& node = source.node(index);
  RequantShift result;
  result.node = index;
  if (node.output_size() != 1) throw Error("it has other than one output");
  result.output = node.output(0);
  const auto mul = whole_numbers(source, node, 1);
  const auto add = whole_numbers(source, node, 2);
  const double div = tensor_attribute(node, "div");
  const double levels = tensor_attribute(node, "n_levels_out");
  const bool has_sign = tensor_attribute(node, "signed") != 0;
  if (!(div >= 1 && div < kBeyondWhole) || std::exp2(std::round(std::log2(div))) != div) {
    throw Error("its div is no power of two");
  }
  if (!(levels >= 2 && levels <= 256) || levels != std::floor(levels)) {
    throw Error("its n_levels_out is not in 2 to 256");
  }
  result.low = has_sign ? -static_cast<std::int64_t>(levels / 2) : 0;
  result.high = result.low + static_cast<std::int64_t>(levels) - 1;
  const std::size_t channels = std::max(mul.size(), add.size());
  if (std::min(mul.size(), add.size()) != 1 && mul.size() != add.size()) {
    throw Error("it has " + std::to_string(mul.size()) + " factors and " +
                std::to_string(add.size()) + " summands");
  }
  for (std::size_t c = 0; c < channels; ++c) {
    const double m = mul[mul.size() == 1 ? 0 : c];
    const double a = add[add.size() == 1 ? 0 : c];
    if (!(m > 0)) throw Error("its factor must be above 0");
    if (std::fmod(a, m) != 0) {
      throw Error("its summand " + std::to_string(a) + " is no multiple of its factor " +
                  std::to_string(m) + ": no bias of integers gives the same floor");
    }
    result.factor.push_back(m / div);
    result.summand.push_back(static_cast<std::int64_t>(a / m));
  }
  return result;
}

std::optional<RequantShift> find_requant_shift(const Source& source, const std::string& value) {
  const auto readers = source.consumers.find(value);
  if (readers == source.consumers.end() || readers->second.size() != 1 ||
      !is_requant_shift(source.node(readers->second[0]))) {
    return std::nullopt;
  }
  return read_requant_shift(source, readers->second[0]);
}

}  // namespace requant::formats::onnx
