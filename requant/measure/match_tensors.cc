#include <map>

#include "requant/measure/sample_comparer.h"

namespace requant::measure {
namespace {

bool has_values(const Tensor& tensor) {
  return is_integer(tensor.type) || tensor.type == DataType::float32;
}

}  // namespace

std::vector<TensorPair> match_tensors(const Graph& source, const Graph& result,
                                      const Changes& changes) {
  std::map<std::string, TensorId> written;
  for (const Node& node : result.nodes) {
    for (const TensorId id : node.outputs) written.emplace(result.tensor(id).name, id);
  }
  std::vector<TensorPair> pairs;
  for (const Node& node : source.nodes) {
    if (node.kind() == OpKind::opaque) continue;
    for (const TensorId id : node.outputs) {
      const Tensor& tensor = source.tensor(id);
      const auto found = written.find(tensor.name);
      if (found == written.end() || !has_values(tensor)) continue;
      const Tensor& other = result.tensor(found->second);
      if (!has_values(other) || other.shape != tensor.shape) continue;
      pairs.push_back(
          {id, found->second, std::string(name(node.kind())), change_of(changes, tensor.name)});
    }
  }
  return pairs;
}

}  // namespace requant::measure
