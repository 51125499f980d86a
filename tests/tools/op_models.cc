// op_models FOLDER: writes models of one op each, NAME.tflite, into the folder.
#include <filesystem>
#include <iostream>

#include "requant/base/error.h"
#include "requant/formats/format.h"
#include "tests/tools/op_cases.h"

namespace {

int run(int argc, char** argv) {
  if (argc != 2) throw requant::Error("usage: op_models FOLDER");
  const std::filesystem::path folder = argv[1];
  for (const auto& cases : {requant::test::weighted_cases(), requant::test::window_cases(),
                            requant::test::elementwise_cases(), requant::test::moving_cases()}) {
    for (const requant::test::OpCase& op : cases) {
      requant::Model model;
      model.graph = op.graph;
      requant::formats::write(model, folder / (op.name + ".tflite"));
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const requant::Error& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
