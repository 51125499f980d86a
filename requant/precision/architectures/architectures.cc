#include "requant/precision/architectures/architectures.h"

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/precision/architectures/kinds.h"

namespace requant::precision {
namespace {

struct Architecture {
  const char* name;
  // Adds all but the classifier; returns the activation that it is to read.
  TensorId (*build)(NetworkBuilder& builder);
};

constexpr Architecture kArchitectures[] = {
    {"resnet8", [](NetworkBuilder& builder) { return residual_network(builder, 1); }},
    {"resnet20", [](NetworkBuilder& builder) { return residual_network(builder, 3); }},
    {"resnet56", [](NetworkBuilder& builder) { return residual_network(builder, 9); }},
    {"mobilenetv2", mobilenet_v2},
    {"dscnn", depthwise_separable_network},
};

void check_arguments(const std::string& name, const Shape& input, std::int64_t classes) {
  constexpr std::int64_t kMaxSide = 4096;
  bool fits = input.rank() == 4 && input[0] == 1;
  for (const auto dim : input.dims) fits = fits && dim >= 1 && dim <= kMaxSide;
  if (!fits) {
    throw Error("architecture " + name + " cannot take an input of shape " + input.text() +
                "; it takes 1 x height x width x channels, each 1 to " + std::to_string(kMaxSide));
  }
  if (classes < 2) {
    throw Error("architecture " + name + " cannot have " + std::to_string(classes) +
                " classes; a classifier has two or more");
  }
}

}  // namespace

std::vector<std::string> architecture_names() {
  std::vector<std::string> names;
  for (const auto& architecture : kArchitectures) names.emplace_back(architecture.name);
  return names;
}

Graph float_network(const std::string& name, const Shape& input, std::int64_t classes,
                    std::uint64_t seed) {
  for (const auto& architecture : kArchitectures) {
    if (name != architecture.name) continue;
    check_arguments(name, input, classes);
    NetworkBuilder builder(name, input, seed);
    const TensorId features = architecture.build(builder);
    const TensorId logits = builder.classify(features, classes);
    return std::move(builder).finish(logits);
  }
  throw Error("there is no architecture '" + name + "'" + suggestion(name, architecture_names()));
}

}  // namespace requant::precision
