#include "requant/formats/onnx/shape_values.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

constexpr std::size_t kMostValues = 64;  // of a shape

// A list of integers, or one number.
struct Integers {
  std::vector<std::int64_t> values;
  bool is_list = true;
};
using Result = std::optional<Integers>;

Result integers_of(const NodeReader& in, int i) {
  const Tensor* constant = in.constant(i);
  if (constant == nullptr || !is_integer(constant->type) || bit_width(constant->type) < 32 ||
      constant->shape.rank() > 1 || constant->shape.count() > static_cast<int>(kMostValues)) {
    return std::nullopt;
  }
  return Integers{stored_integers(*constant), constant->shape.rank() == 1};
}

Result shape_of(const NodeReader& in) {
  const Shape shape = in.builder().file_shape(in.input(0));
  const auto rank = static_cast<std::int64_t>(shape.rank());
  const auto place = [&](std::int64_t i) {
    return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank);
  };
  const std::int64_t begin = place(in.integer("start", 0));
  const std::int64_t end = std::max(begin, place(in.integer("end", rank)));
  return Integers{{shape.dims.begin() + begin, shape.dims.begin() + end}, true};
}

Result gather(const NodeReader& in) {
  const Result data = integers_of(in, 0);
  const Result indices = integers_of(in, 1);
  if (!data || !indices) return std::nullopt;
  const auto size = static_cast<std::int64_t>(data->values.size());
  Integers result{{}, indices->is_list};
  for (const std::int64_t i : indices->values) {
    result.values.push_back(
        data->values[static_cast<std::size_t>(NodeReader::axis(i, static_cast<int>(size)))]);
  }
  return result;
}

Result slice(const NodeReader& in) {
  const Result data = integers_of(in, 0);
  const Result begins = integers_of(in, 1);
  const Result ends = integers_of(in, 2);
  const Result steps = in.has_input(4) ? integers_of(in, 4) : Integers{{1}, true};
  if (!data || !begins || !ends || !steps || begins->values.size() != 1 ||
      ends->values.size() != 1 || steps->values != std::vector<std::int64_t>{1}) {
    return std::nullopt;
  }
  const auto size = static_cast<std::int64_t>(data->values.size());
  const auto place = [&](std::int64_t i) {
    return std::clamp<std::int64_t>(i < 0 ? i + size : i, 0, size);
  };
  const std::int64_t begin = place(begins->values[0]);
  const std::int64_t end = std::max(begin, place(ends->values[0]));
  return Integers{{data->values.begin() + begin, data->values.begin() + end}, true};
}

Result concatenated(const NodeReader& in) {
  Integers result;
  for (int i = 0; i < in.input_count(); ++i) {
    const Result part = integers_of(in, i);
    if (!part || !part->is_list) return std::nullopt;
    result.values.insert(result.values.end(), part->values.begin(), part->values.end());
  }
  return result;
}

Result as_list(const NodeReader& in, bool is_list) {
  Result value = integers_of(in, 0);
  if (!value || value->values.size() != 1) return std::nullopt;
  value->is_list = is_list;
  return value;
}

Result cast(const NodeReader& in) {
  const DataType to = to_data_type(static_cast<int>(in.integer("to", 0)));
  if (to != DataType::int64 && to != DataType::int32) return std::nullopt;
  return integers_of(in, 0);
}

Result calculate(const NodeReader& in) {
  const Result a = integers_of(in, 0);
  const Result b = integers_of(in, 1);
  if (!a || !b) return std::nullopt;
  const std::size_t n = std::max(a->values.size(), b->values.size());
  const auto fits = [n](const Integers& v) { return v.values.size() == 1 || v.values.size() == n; };
  if (!fits(*a) || !fits(*b)) return std::nullopt;
  Integers result{{}, a->is_list || b->is_list};
  for (std::size_t i = 0; i < n; ++i) {
    const auto x = static_cast<double>(a->values[a->values.size() == 1 ? 0 : i]);
    const auto y = static_cast<double>(b->values[b->values.size() == 1 ? 0 : i]);
    if (in.type() == "Div" && y == 0) return std::nullopt;
    const double value = in.type() == "Add"   ? x + y
                         : in.type() == "Sub" ? x - y
                         : in.type() == "Mul" ? x * y
                                              : std::trunc(x / y);
    if (std::abs(value) > 1e12) return std::nullopt;
    result.values.push_back(static_cast<std::int64_t>(value));
  }
  return result;
}

Result filled(const NodeReader& in) {
  const Result shape = integers_of(in, 0);
  const auto* value = find_attribute(in.node(), "value");
  if (!shape || shape->values.size() != 1 || value == nullptr) return std::nullopt;
  const std::int64_t count = shape->values[0];
  const Tensor constant = read_inline_constant(value->t());
  if (count < 0 || count > static_cast<std::int64_t>(kMostValues) ||
      constant.type != DataType::int64 || constant.shape.count() != 1) {
    return std::nullopt;
  }
  return Integers{
      std::vector<std::int64_t>(static_cast<std::size_t>(count), stored_integers(constant)[0]),
      true};
}

Result evaluate(const NodeReader& in) {
  const std::string& type = in.type();
  if (type == "Shape") return shape_of(in);
  if (type == "Gather") return gather(in);
  if (type == "Slice") return slice(in);
  if (type == "Concat") return concatenated(in);
  if (type == "Unsqueeze") return as_list(in, true);
  if (type == "Squeeze") return as_list(in, false);
  if (type == "Cast") return cast(in);
  if (type == "ConstantOfShape") return filled(in);
  if (type == "Add" || type == "Sub" || type == "Mul" || type == "Div") return calculate(in);
  return std::nullopt;
}

}  // namespace

bool fold_shape_value(const NodeReader& in) {
  const Result result = evaluate(in);
  if (!result) return false;
  Shape shape;
  if (result->is_list) shape.dims = {static_cast<std::int64_t>(result->values.size())};
  Tensor constant = integer_constant(in.output_name(), DataType::int64, shape, result->values);
  in.bind({.tensor = in.builder().add_tensor(std::move(constant))});
  return true;
}

}  // namespace requant::formats::onnx
