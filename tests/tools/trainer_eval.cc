// The trainer's own evaluation, in floating point, of a network on a test set. Usage:
//   trainer_eval NETWORK.onnx DATA [--precision BITS | --assignment FILE.json]
// Prints {"top1": percent, "loss": nats}.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "requant/base/error.h"
#include "requant/formats/format.h"
#include "requant/precision/file.h"
#include "requant/train/evaluation.h"

namespace requant {
namespace {

void evaluate(const std::string& path, const std::string& data, const std::string& option,
              const std::string& value) {
  const precision::Network network = precision::read_network(formats::read(path));
  const auto assignment = option == "--precision"
                              ? precision::uniform(network.tables, std::atoi(value.c_str()))
                              : precision::read_assignment(value, network.tables);
  const Shape& shape = network.model.graph.tensor(network.model.graph.inputs[0]).shape;
  const data::Batches batches(
      data::open_training_data(data, data::Subset::test,
                               data::ImageSize{shape[1], shape[2], shape[3]}),
      network.tables.normalization, {}, 0);
  const train::ImageLoader loader(batches, network.tables, torch::kCPU);
  const train::Differentiable differentiable(network, torch::kCPU);
  const train::Score score =
      train::evaluate(differentiable, network.tables, assignment, loader.load_first(0, 250));
  std::cout << fmt::format("{{\"top1\": {}, \"loss\": {}}}\n", score.top1, score.loss);
}

}  // namespace
}  // namespace requant

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: trainer_eval NETWORK.onnx DATA --precision BITS|--assignment FILE\n";
    return 2;
  }
  try {
    requant::evaluate(arguments[1], arguments[2], arguments[3], arguments[4]);
  } catch (const requant::Error& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
