// dump_tensors MODEL OUTPUT [TARGET] < INPUTS
//
// Runs MODEL by the rules of TARGET (default: tflite) on samples read from standard input, each the
// bytes of all graph inputs one after the other, until the end of the stream. Writes every tensor
// that a node computes to OUTPUT, for every sample in the order of computation:
//   int32 tensor index in the file, int64 number of bytes, the bytes
// and int32 -1 after each sample. Tensors of float models and new tensors have no index in a file
// and are left out. Little endian.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "requant/base/error.h"
#include "requant/exec/reference/reference.h"
#include "requant/formats/format.h"
#include "requant/target/target.h"
#include "tests/tools/tool.h"

namespace {

template <typename T>
void put(std::ostream& out, T value) {
  out.write(reinterpret_cast<const char*>(&value), sizeof(value));
}

// The next sample; nothing at the end of the stream.
std::vector<requant::Array> read_sample(const requant::Graph& graph, std::istream& in) {
  std::vector<requant::Array> sample;
  for (const requant::TensorId id : graph.inputs) {
    requant::Array array(graph.tensor(id).type, graph.tensor(id).shape);
    in.read(reinterpret_cast<char*>(array.bytes.data()),
            static_cast<std::streamsize>(array.bytes.size()));
    if (!in) return {};
    sample.push_back(std::move(array));
  }
  return sample;
}

void run(char** argv) {
  const requant::Model model = requant::formats::read(argv[1]);
  const requant::Target target = requant::load_target(argv[3] != nullptr ? argv[3] : "tflite");
  const auto program = requant::exec::reference::prepare(model.graph, target.arithmetic);
  std::ofstream out(argv[2], std::ios::binary);
  const auto observe = [&](requant::TensorId id, const requant::Array& array) {
    const int origin = model.graph.tensor(id).origin;
    if (origin < 0) return;
    put<std::int32_t>(out, origin);
    put<std::int64_t>(out, static_cast<std::int64_t>(array.bytes.size()));
    out.write(reinterpret_cast<const char*>(array.bytes.data()),
              static_cast<std::streamsize>(array.bytes.size()));
  };
  for (auto sample = read_sample(model.graph, std::cin); !sample.empty();
       sample = read_sample(model.graph, std::cin)) {
    program->run(sample, observe);
    put<std::int32_t>(out, -1);
  }
  out.close();
  if (!out) throw requant::Error(std::string(argv[2]) + " cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  return requant::test::run_tool(argc, argv, 2, 3, "dump_tensors MODEL OUTPUT [TARGET] < INPUTS",
                                 run);
}
