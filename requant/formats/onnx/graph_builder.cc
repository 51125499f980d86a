#include "requant/formats/onnx/graph_builder.h"

#include "requant/base/error.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/layout_plan.h"
#include "requant/formats/onnx/permute.h"
#include "requant/graph/verify.h"

namespace requant::formats::onnx {
namespace {

const std::vector<int> kToLast{0, 2, 3, 1};
const std::vector<int> kToFirst{0, 3, 1, 2};

Tensor dequantized_constant(const Tensor& tensor) {
  const Array array(tensor.type, tensor.shape, *tensor.data);
  return float_constant(tensor.name, tensor.shape, real_values(array, tensor.quantization));
}

// What is empty has no shape behind an op.
void require_elements(const Tensor& tensor) {
  if (tensor.shape.rank() > kMostDimensions) throw Error(too_many_dimensions(tensor.shape));
  if (tensor.shape.count() == 0) {
    throw Error("its input '" + tensor.name + "' has no elements, shape " + tensor.shape.text());
  }
}

}  // namespace

Shape channels_last_shape(const Shape& nchw) { return {nchw[0], nchw[2], nchw[3], nchw[1]}; }
Shape channels_first_shape(const Shape& nhwc) { return {nhwc[0], nhwc[3], nhwc[1], nhwc[2]}; }

std::int64_t channels_last_axis(std::int64_t nchw_axis) {
  return nchw_axis == 0 ? 0 : nchw_axis == 1 ? 3 : nchw_axis - 1;
}

Shape GraphBuilder::file_shape(const Value& value) const {
  const Shape& shape = tensor(value).shape;
  return value.layout == Layout::channels_last ? channels_first_shape(shape) : shape;
}

const Value* GraphBuilder::find(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

TensorId GraphBuilder::add_input(Tensor tensor) {
  const TensorId id = add_tensor(std::move(tensor));
  graph_.inputs.push_back(id);
  return id;
}

TensorId GraphBuilder::add_tensor(Tensor tensor) {
  if (tensor.is_constant() && tensor.data.use_count() == 1) {
    if (tensor.data->size() > room_) {
      throw Error("the model's constants are computed too often: save it with constants folded");
    }
    room_ -= tensor.data->size();
  }
  return graph_.add_tensor(std::move(tensor));
}

TensorId GraphBuilder::add_node(Op op, std::vector<TensorId> inputs, Tensor output, int from) {
  for (const TensorId input : inputs) {
    if (input != kNoTensor) require_elements(graph_.tensor(input));
  }
  const TensorId id = add_tensor(std::move(output));
  graph_.nodes.push_back({std::move(op), std::move(inputs), {id}, from});
  const auto node = static_cast<NodeId>(graph_.nodes.size() - 1);
  Diagnostics problems("");
  infer_shape(graph_, node, problems);
  if (problems.empty()) verify_node(graph_, node, problems);
  if (!problems.empty()) {
    graph_.nodes.pop_back();
    throw Error(problems.problems().front().what);
  }
  return id;
}

Tensor GraphBuilder::like(TensorId id, std::string name) const {
  Tensor result;
  result.name = std::move(name);
  result.type = graph_.tensor(id).type;
  result.quantization = graph_.tensor(id).quantization;
  return result;
}

TensorId GraphBuilder::permuted_constant(TensorId id, const std::vector<int>& order,
                                         const Shape& shape) {
  std::string key = std::to_string(id) + ":" + shape.text();
  for (const int d : order) key += "," + std::to_string(d);
  const auto found = permuted_.find(key);
  if (found != permuted_.end()) return found->second;
  Tensor result = permuted(graph_.tensor(id), order);
  if (!shape.dims.empty()) result = reshaped(std::move(result), shape);
  const TensorId made = add_tensor(std::move(result));
  permuted_[key] = made;
  return made;
}

Value GraphBuilder::in_layout(const Value& value, Layout layout) {
  if (value.layout == layout) return value;
  const bool to_last = layout == Layout::channels_last;
  const std::vector<int>& order = to_last ? kToLast : kToFirst;
  Value result = value;
  result.layout = layout;
  if (tensor(value).shape.rank() != 4) {
    throw Error("'" + tensor(value).name + "' has shape " + tensor(value).shape.text() +
                " where 4 dimensions are needed");
  }
  if (tensor(value).is_constant()) {
    result.tensor = permuted_constant(value.tensor, order);
    return result;
  }
  const auto found = in_layout_.find({value.tensor, layout});
  if (found != in_layout_.end()) {
    result.tensor = found->second;
  } else {
    Tensor output = like(value.tensor, tensor(value).name + (to_last ? "_nhwc" : "_nchw"));
    const Shape& shape = tensor(value).shape;
    output.shape = to_last ? channels_last_shape(shape) : channels_first_shape(shape);
    const bool moves = !is_same_in_channels_first(to_last ? output.shape : shape);
    Op op = Transpose{std::vector<std::int64_t>(order.begin(), order.end())};
    if (!moves) op = Reshape{.dims = output.shape.dims};
    result.tensor = add_node(std::move(op), {value.tensor}, std::move(output), origin);
    in_layout_[{value.tensor, layout}] = result.tensor;
    in_layout_[{result.tensor, value.layout}] = value.tensor;
  }
  return result;
}

Value GraphBuilder::as_real(const Value& value) {
  if (!value.dequantized) return value;
  Value result = value;
  result.dequantized = false;
  const auto found = real_.find(value.tensor);
  if (found != real_.end()) {
    result.tensor = found->second;
    return result;
  }
  if (tensor(value).is_constant()) {
    result.tensor = add_tensor(dequantized_constant(tensor(value)));
  } else {
    Tensor output;
    output.name = tensor(value).name + "_real";
    result.tensor = add_node(Dequantize{}, {value.tensor}, std::move(output), origin);
  }
  real_[value.tensor] = result.tensor;
  return result;
}

}  // namespace requant::formats::onnx
