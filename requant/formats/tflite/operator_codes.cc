#include "requant/formats/tflite/operator_codes.h"

#include <algorithm>

namespace requant::formats::tflite {
namespace {

std::int8_t deprecated_code(schema::BuiltinOperator builtin) {
  constexpr auto kPlaceholder = schema::BuiltinOperator::PLACEHOLDER_FOR_GREATER_OP_CODES;
  return static_cast<std::int8_t>(std::min(builtin, kPlaceholder));
}

}  // namespace

std::uint32_t operator_code(schema::ModelT& model, schema::BuiltinOperator builtin, int version,
                            std::uint32_t current) {
  auto& codes = model.operator_codes;
  if (current < codes.size() && builtin_operator(*codes[current]) == builtin &&
      codes[current]->version >= version) {
    return current;
  }
  const auto found = std::ranges::find_if(codes, [&](const auto& code) {
    return builtin_operator(*code) == builtin && code->version == version;
  });
  const auto index = static_cast<std::uint32_t>(found - codes.begin());
  if (found != codes.end()) return index;
  auto code = std::make_unique<schema::OperatorCodeT>();
  code->builtin_code = builtin;
  code->deprecated_builtin_code = deprecated_code(builtin);
  code->version = version;
  codes.push_back(std::move(code));
  return index;
}

std::vector<bool> used_codes(const schema::ModelT& model) {
  std::vector<bool> used(model.operator_codes.size(), false);
  for (const auto& subgraph : model.subgraphs) {
    for (const auto& op : subgraph->operators) used[op->opcode_index] = true;
  }
  return used;
}

void remove_unused_codes(schema::ModelT& model, const std::vector<bool>& used_before) {
  const std::vector<bool> used = used_codes(model);
  std::vector<std::unique_ptr<schema::OperatorCodeT>> kept;
  std::vector<std::uint32_t> index(used.size());
  for (std::size_t c = 0; c < used.size(); ++c) {
    index[c] = static_cast<std::uint32_t>(kept.size());
    const bool dropped = !used[c] && c < used_before.size() && used_before[c];
    if (!dropped) kept.push_back(std::move(model.operator_codes[c]));
  }
  model.operator_codes = std::move(kept);
  for (auto& subgraph : model.subgraphs) {
    for (auto& op : subgraph->operators) op->opcode_index = index[op->opcode_index];
  }
}

}  // namespace requant::formats::tflite
