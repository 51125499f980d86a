// The fast executor against the reference on every integer model of the evaluation data, on
// every tensor, on random inputs, in the arithmetic of tflite. One line a model; status 1 where
// they differ, 77 where the folder does not exist.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include "requant/base/error.h"
#include "requant/base/random.h"
#include "requant/exec/fast/fast.h"
#include "requant/exec/fast/simd/target.h"
#include "requant/exec/reference/reference.h"
#include "requant/formats/format.h"
#include "requant/target/target.h"

namespace requant {
namespace {

constexpr std::uint64_t kSeed = 17;
constexpr int kInputs = 3;

Array random_input(Random& random, const Tensor& tensor) {
  Array array(tensor.type, tensor.shape);
  if (tensor.type == DataType::float32) {
    for (float& value : array.as<float>()) value = static_cast<float>(random.normal());
  } else {
    for (std::byte& byte : array.bytes) byte = static_cast<std::byte>(random.integer(0, 255));
  }
  return array;
}

// The tensors in which the two differ, of those that they compute.
std::vector<std::string> differences(const Graph& graph, const exec::Program& reference,
                                     const exec::Program& fast, std::size_t& tensors) {
  std::vector<std::string> found;
  Random random(kSeed);
  for (int i = 0; i < kInputs; ++i) {
    std::vector<Array> inputs;
    for (const TensorId id : graph.inputs) {
      inputs.push_back(random_input(random, graph.tensor(id)));
    }
    std::map<TensorId, Array> wanted;
    reference.run(inputs, [&](TensorId id, const Array& value) { wanted[id] = value; });
    tensors = wanted.size();
    fast.run(inputs, [&](TensorId id, const Array& value) {
      const auto want = wanted.find(id);
      if (want == wanted.end() || want->second != value) found.push_back(graph.tensor(id).name);
      if (want != wanted.end()) wanted.erase(want);
    });
    for (const auto& [id, value] : wanted) found.push_back(graph.tensor(id).name);
  }
  return found;
}

bool check(const std::filesystem::path& file, const Arithmetic& arithmetic) {
  const Model model = formats::read(file);
  std::unique_ptr<exec::Program> reference;
  try {
    reference = exec::reference::prepare(model.graph, arithmetic);
  } catch (const Error&) {
    return true;  // no integer model
  }
  std::size_t tensors = 0;
  const auto fast = exec::fast::prepare(model.graph, arithmetic);
  const auto found = differences(model.graph, *reference, *fast, tensors);
  std::printf("%-45s %3zu tensors, %s\n", file.filename().c_str(), tensors,
              found.empty() ? "all equal" : ("'" + found.front() + "' and others differ").c_str());
  return found.empty();
}

int run(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    std::printf("skipped: %s does not exist\n", folder.c_str());
    return 77;
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  const Arithmetic arithmetic = load_target("tflite").arithmetic;
  bool equal = true;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".tflite") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const std::string& target : exec::fast::simd_targets()) {
    exec::fast::set_simd_target(target);
    std::printf("%s\n", target.c_str());
    for (const auto& file : files) equal = check(file, arithmetic) && equal;
  }
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace requant

int main() {
  const char* data = std::getenv("REQUANT_DATA");
  return requant::run(std::filesystem::path(data != nullptr ? data : "../shared/data") / "models" /
                      "tflite");
}
