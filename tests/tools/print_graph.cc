// print_graph MODEL
//
// Prints the nodes of the model, one a line: kind, and for each of its tensors the name, the shape,
// the type, scales and zero points in full, and the stored values of constants.
#include <iomanip>
#include <iostream>
#include <limits>

#include "requant/formats/format.h"
#include "tests/tools/tool.h"

namespace requant {
namespace {

template <typename Values>
void print_list(const char* title, const Values& values) {
  std::cout << title;
  for (const auto value : values) std::cout << ' ' << value;
}

void print(const Tensor& tensor) {
  std::cout << " | " << tensor.name << ' ' << tensor.shape.text() << ' ' << name(tensor.type);
  if (tensor.quantization) {
    print_list(" scale", tensor.quantization->scale);
    print_list(" zero point", tensor.quantization->zero_point);
  }
  if (tensor.is_constant() && is_integer(tensor.type)) {
    print_list(" stored", stored_integers(tensor));
  }
}

void print(const Graph& graph) {
  std::cout << std::setprecision(std::numeric_limits<float>::max_digits10);
  for (const Node& node : graph.nodes) {
    std::cout << name(node.kind());
    for (const auto& ids : {node.inputs, node.outputs}) {
      for (const TensorId id : ids) {
        if (id != kNoTensor) print(graph.tensor(id));
      }
    }
    std::cout << '\n';
  }
}

}  // namespace
}  // namespace requant

int main(int argc, char** argv) {
  return requant::test::run_tool(argc, argv, 1, 1, "print_graph MODEL", [](char** files) {
    requant::print(requant::formats::read(files[1]).graph);
  });
}
