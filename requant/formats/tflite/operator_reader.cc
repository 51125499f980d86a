#include "requant/formats/tflite/operator_reader.h"

#include "requant/formats/tflite/operator_options.h"

namespace requant::formats::tflite {

template <typename Options>
const Options& OperatorReader::options() const {
  static const Options defaults;
  constexpr auto kKind = schema::BuiltinOptionsTraits<typename Options::TableType>::enum_value;
  if (source_.builtin_options.type != kKind) return defaults;
  return *static_cast<const Options*>(source_.builtin_options.value);
}

#define REQUANT_INSTANTIATE(Name) \
  template const schema::Name##OptionsT& OperatorReader::options() const;
REQUANT_TFLITE_OPTIONS(REQUANT_INSTANTIATE)
#undef REQUANT_INSTANTIATE

int OperatorReader::input_count() const { return static_cast<int>(source_.inputs.size()); }

const Tensor* OperatorReader::input(int i) const {
  if (i >= input_count()) return nullptr;
  const TensorId id = source_.inputs[static_cast<std::size_t>(i)];
  return id < 0 ? nullptr : &graph_.tensor(id);
}

const Tensor* OperatorReader::output() const {
  return source_.outputs.empty() ? nullptr : &graph_.tensor(source_.outputs.front());
}

std::optional<std::vector<std::int64_t>> OperatorReader::integers(int i) const {
  const Tensor* tensor = input(i);
  if (tensor == nullptr || !tensor->is_constant() || !is_integer(tensor->type)) return std::nullopt;
  return stored_integers(*tensor);
}

std::optional<int> OperatorReader::rank() const {
  const Tensor* tensor = input(0);
  if (tensor == nullptr || tensor->shape.dims.empty()) return std::nullopt;
  return tensor->shape.rank();
}

std::optional<std::int64_t> OperatorReader::axis(std::int64_t value) const {
  const auto dimensions = rank();
  if (!dimensions) return std::nullopt;
  const std::int64_t from_front = value < 0 ? value + *dimensions : value;
  if (from_front < 0 || from_front >= *dimensions) {
    problem("has axis " + std::to_string(value) + " for an input of " +
            std::to_string(*dimensions) + " dimensions");
    return std::nullopt;
  }
  return from_front;
}

Window OperatorReader::window(schema::Padding padding, std::array<std::int64_t, 2> stride,
                              std::array<std::int64_t, 2> dilation) const {
  if (padding != schema::Padding::SAME && padding != schema::Padding::VALID) {
    problem("has the unknown padding " + std::to_string(static_cast<int>(padding)));
  }
  Window window;
  window.stride = stride;
  window.dilation = dilation;
  window.padding = padding == schema::Padding::SAME ? Padding::same : Padding::valid;
  return window;
}

}  // namespace requant::formats::tflite
