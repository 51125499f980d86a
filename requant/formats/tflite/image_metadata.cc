#include "requant/formats/tflite/image_metadata.h"

#include <algorithm>
#include <cmath>

#include "requant/formats/tflite/schema/model_metadata_generated.h"

namespace requant::formats::tflite {
namespace {

constexpr const char* kEntry = "TFLITE_METADATA";
constexpr std::size_t kMinimumMetadata = 8;  // root offset and identifier

const Bytes* find_buffer(const File& file) {
  for (const auto& entry : file.model.metadata) {
    if (entry->name == kEntry && entry->buffer < file.buffers.size()) {
      return file.buffers[entry->buffer].get();
    }
  }
  return nullptr;
}

// The metadata of the main subgraph, or null.
const schema::SubGraphMetadata* main_subgraph(const Bytes& buffer) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(buffer.data());
  if (buffer.size() < kMinimumMetadata || buffer.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return nullptr;
  flatbuffers::Verifier verifier(data, buffer.size());
  if (!schema::VerifyModelMetadataBuffer(verifier)) return nullptr;
  const auto* subgraphs = schema::GetModelMetadata(data)->subgraph_metadata();
  return subgraphs == nullptr || subgraphs->size() == 0 ? nullptr : subgraphs->Get(0);
}

const schema::NormalizationOptions* find_options(const schema::TensorMetadata& tensor) {
  if (tensor.process_units() == nullptr) return nullptr;
  for (const auto* unit : *tensor.process_units()) {
    if (const auto* options = unit->options_as_NormalizationOptions()) return options;
  }
  return nullptr;
}

std::vector<double> numbers(const flatbuffers::Vector<float>* values) {
  if (values == nullptr) return {};
  return {values->begin(), values->end()};
}

std::optional<Normalization> normalization_of(const schema::TensorMetadata& metadata,
                                              const schema::TensorT& tensor) {
  const auto* options = find_options(metadata);
  if (options == nullptr) return std::nullopt;
  Normalization result{numbers(options->mean()), numbers(options->std())};
  const std::size_t channels =
      tensor.shape.empty() ? 1 : static_cast<std::size_t>(std::max(tensor.shape.back(), 1));
  const auto fits = [&](const std::vector<double>& values) {
    return (values.size() == 1 || values.size() == channels) &&
           std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
  };
  const auto positive = [](double std) { return std > 0; };
  if (!fits(result.mean) || !fits(result.std) || !std::ranges::all_of(result.std, positive)) {
    return std::nullopt;
  }
  return result;
}

}  // namespace

std::vector<std::optional<Normalization>> read_normalization(const File& file) {
  const schema::SubGraphT& main = *file.model.subgraphs[0];
  std::vector<std::optional<Normalization>> result(main.inputs.size());
  const Bytes* buffer = find_buffer(file);
  const auto* subgraph = buffer == nullptr ? nullptr : main_subgraph(*buffer);
  if (subgraph == nullptr || subgraph->input_tensor_metadata() == nullptr) return result;
  const auto& inputs = *subgraph->input_tensor_metadata();
  for (flatbuffers::uoffset_t i = 0; i < std::min<std::size_t>(inputs.size(), result.size()); ++i) {
    const auto& tensor = *main.tensors[static_cast<std::size_t>(main.inputs[i])];
    result[i] = normalization_of(*inputs.Get(i), tensor);
  }
  return result;
}

}  // namespace requant::formats::tflite
