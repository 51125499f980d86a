// How near the file's rule of statistics comes to statistics that are measured: top-1 and loss of
// random mixtures on the first images of the test set, with batch normalization by the rule, and by
// what some images of the training set give for exactly that mixture.
//
// Usage: bench_statistics NETWORK.onnx DATA
#include "requant/train/statistics.h"

#include <torch/torch.h>

#include <cstdio>
#include <string>

#include "requant/base/error.h"
#include "requant/base/random.h"
#include "requant/formats/format.h"
#include "requant/precision/file.h"
#include "requant/train/evaluation.h"
#include "requant/train/mixtures.h"

namespace requant {
namespace {

constexpr std::size_t kMeasured[] = {256, 1024, 4096};  // training images, each time others
constexpr std::size_t kTestImages = 5000;
constexpr int kMixtures = 10;

std::vector<train::LabelledBatch> first_images(const std::string& data, data::Subset subset,
                                               const precision::Tables& tables, std::size_t count) {
  const data::Batches batches(data::open_training_data(data, subset), tables.normalization, {}, 1);
  return train::ImageLoader(batches, tables, torch::kCPU).load_first(count, train::kPassImages);
}

void print_scores(const std::string& network_path, const std::string& data) {
  const precision::Network network = precision::read_network(formats::read(network_path));
  const precision::Tables& tables = network.tables;
  const train::Differentiable differentiable(network, torch::kCPU);
  std::size_t needed = 0;
  for (const std::size_t count : kMeasured) needed += count;
  const auto images = train::images_of(first_images(data, data::Subset::train, tables, needed));
  const auto test = first_images(data, data::Subset::test, tables, kTestImages);
  std::printf("| mixture | by the rule |");
  for (const std::size_t count : kMeasured) std::printf(" measured on %zu |", count);
  std::printf("\n|---|---:|---:|---:|---:|\n");
  Random random(1);
  for (int i = 0; i < kMixtures; ++i) {
    const auto assignment =
        train::draw_mixture(tables, train::even_odds(tables), train::Mixtures::equal, random);
    const train::Score ruled = train::evaluate(differentiable, tables, assignment, test);
    std::printf("| %d | %.2f (%.3f) |", i, ruled.top1, ruled.loss);
    auto begin = images.begin();
    for (const std::size_t count : kMeasured) {
      const auto end = begin + static_cast<std::ptrdiff_t>(count / train::kPassImages);
      const auto statistics =
          train::measure_statistics(differentiable, assignment, std::vector(begin, end));
      const train::Score score = train::evaluate(
          differentiable, {.assignment = assignment, .statistics = &statistics}, test);
      std::printf(" %.2f (%.3f) |", score.top1, score.loss);
      begin = end;
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace requant

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "Usage: bench_statistics NETWORK.onnx DATA\n");
    return 2;
  }
  try {
    requant::print_scores(arguments[1], arguments[2]);
  } catch (const requant::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
