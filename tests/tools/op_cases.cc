#include "tests/tools/op_cases.h"

namespace requant::test {

TensorId OpBuilder::input(DataType type, Shape shape, float scale, std::int64_t zero_point) {
  const std::string name = "input" + std::to_string(graph_.inputs.size());
  const TensorId id =
      graph_.add_tensor({name, type, std::move(shape), per_tensor(scale, zero_point), nullptr, -1});
  graph_.inputs.push_back(id);
  return id;
}

TensorId OpBuilder::float_input(Shape shape) {
  const TensorId id =
      graph_.add_tensor({"input", DataType::float32, std::move(shape), std::nullopt, nullptr, -1});
  graph_.inputs.push_back(id);
  return id;
}

TensorId OpBuilder::constant(DataType type, Shape shape, Quantization quantization,
                             std::int64_t low, std::int64_t high) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(shape.count()));
  for (std::int64_t& v : values) v = random_.integer(low, high);
  auto data = std::make_shared<Bytes>(pack_integers(type, values));
  const std::string name = "constant" + std::to_string(graph_.tensors.size());
  return graph_.add_tensor(
      {name, type, std::move(shape), std::move(quantization), std::move(data), -1});
}

OpCase OpBuilder::finish(const std::string& name, Op op, std::vector<TensorId> inputs,
                         Tensor output) {
  const TensorId id = graph_.add_tensor(std::move(output));
  graph_.outputs.push_back(id);
  graph_.nodes.push_back({std::move(op), std::move(inputs), {id}, -1});
  graph_.name = name;
  return {name, std::move(graph_)};
}

Tensor output_of(DataType type, Shape shape, float scale, std::int64_t zero_point) {
  return {"output", type, std::move(shape), per_tensor(scale, zero_point), nullptr, -1};
}

std::int64_t zero_point_of(DataType type, std::int64_t offset) {
  if (type == DataType::int16) return 0;
  return (type == DataType::uint8 ? 128 : 0) + offset;
}

}  // namespace requant::test
