#include <algorithm>
#include <cstring>

#include "requant/formats/tflite/expansion.h"
#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {
namespace {

constexpr std::size_t kMinimumSize = 8;             // root offset and identifier
constexpr std::size_t kMaximumTables = 0x7fffffff;  // flatbuffers end at 2 GB
constexpr std::size_t kSharing = 4;                 // how often the average byte may be shared
constexpr std::size_t kSmallFile = std::size_t{1} << 16;  // sharing below this does no harm

constexpr const char* kDamaged = "the file is damaged or cut off: get it again from its source";

std::string indexed(const char* kind, std::size_t index) {
  return std::string(kind) + " " + std::to_string(index);
}

// A union without its table is none. Reports one whose kind the schema does not know.
template <typename Union, typename Kind>
void settle(Union& u, Kind maximum, const std::string& where, Diagnostics& diagnostics) {
  if (u.type > maximum) {
    diagnostics.add(where, "has options of kind " + std::to_string(static_cast<int>(u.type)) +
                               ", which is newer than this version of requant knows");
  }
  if (u.value == nullptr) u.type = Kind::NONE;
}

void settle_tensor(schema::TensorT& tensor, const std::string& where, Diagnostics& diagnostics) {
  if (tensor.quantization) {
    settle(tensor.quantization->details, schema::QuantizationDetails::MAX, where, diagnostics);
  }
  if (!tensor.sparsity) return;
  for (auto& dimension : tensor.sparsity->dim_metadata) {
    settle(dimension->array_segments, schema::SparseIndexVector::MAX, where, diagnostics);
    settle(dimension->array_indices, schema::SparseIndexVector::MAX, where, diagnostics);
  }
}

void settle_unions(schema::ModelT& model, Diagnostics& diagnostics) {
  for (std::size_t s = 0; s < model.subgraphs.size(); ++s) {
    auto& subgraph = *model.subgraphs[s];
    const std::string prefix = s == 0 ? "" : indexed("subgraph", s) + ", ";
    for (std::size_t t = 0; t < subgraph.tensors.size(); ++t) {
      settle_tensor(*subgraph.tensors[t], prefix + indexed("tensor", t), diagnostics);
    }
    for (std::size_t n = 0; n < subgraph.operators.size(); ++n) {
      auto& op = *subgraph.operators[n];
      const std::string where = prefix + indexed("node", n);
      settle(op.builtin_options, schema::BuiltinOptions::MAX, where, diagnostics);
      settle(op.builtin_options2, schema::BuiltinOptions2::MAX, where, diagnostics);
    }
  }
}

// The bytes at an offset of the file, or null where the file does not have them.
const std::byte* beyond_tables(std::span<const std::byte> content, std::uint64_t offset,
                               std::uint64_t size) {
  if (offset > content.size() || size > content.size() - offset) return nullptr;
  return content.data() + offset;
}

std::shared_ptr<const Bytes> copy(const std::byte* data, std::size_t size) {
  return std::make_shared<const Bytes>(data, data + size);
}

std::shared_ptr<const Bytes> buffer_data(const schema::Buffer& buffer, schema::BufferT& object,
                                         std::span<const std::byte> content,
                                         const std::string& where, Diagnostics& diagnostics) {
  if (object.offset > 1) {
    const std::byte* data = beyond_tables(content, object.offset, object.size);
    if (data == nullptr) {
      diagnostics.add(where, "lies at " + std::to_string(object.size) + " bytes from offset " +
                                 std::to_string(object.offset) + ", beyond the end of the file");
      return nullptr;
    }
    const auto size = static_cast<std::size_t>(object.size);
    object.offset = object.size = 0;
    return copy(data, size);
  }
  if (buffer.data() == nullptr) return nullptr;
  return copy(reinterpret_cast<const std::byte*>(buffer.data()->data()), buffer.data()->size());
}

void take_buffers(const schema::Model& tables, std::span<const std::byte> content, File& file,
                  Diagnostics& diagnostics) {
  if (tables.buffers() == nullptr) return;
  for (flatbuffers::uoffset_t i = 0; i < tables.buffers()->size(); ++i) {
    auto& object = *file.model.buffers[i];
    file.buffers.push_back(
        buffer_data(*tables.buffers()->Get(i), object, content, indexed("buffer", i), diagnostics));
    object.data = {};
  }
}

void take_large_options(std::span<const std::byte> content, File& file, Diagnostics& diagnostics) {
  for (auto& subgraph : file.model.subgraphs) {
    for (std::size_t n = 0; n < subgraph->operators.size(); ++n) {
      auto& op = *subgraph->operators[n];
      if (op.large_custom_options_offset <= 1) continue;
      const std::byte* data =
          beyond_tables(content, op.large_custom_options_offset, op.large_custom_options_size);
      if (data == nullptr) {
        diagnostics.add(indexed("node", n), "has custom options beyond the end of the file");
        continue;
      }
      const auto* first = reinterpret_cast<const std::uint8_t*>(data);
      op.custom_options.assign(first, first + op.large_custom_options_size);
      op.large_custom_options_offset = op.large_custom_options_size = 0;
    }
  }
}

// What the data beyond the tables takes in memory, as far as it lies in the file.
std::size_t size_beyond_tables(const schema::Model& model, std::size_t file_size) {
  std::size_t total = 0;
  const auto add = [&](std::uint64_t offset, std::uint64_t size) {
    if (offset > 1 && size <= file_size) total += static_cast<std::size_t>(size);
  };
  if (model.buffers() != nullptr) {
    for (const auto* buffer : *model.buffers()) add(buffer->offset(), buffer->size());
  }
  if (model.subgraphs() == nullptr) return total;
  for (const auto* subgraph : *model.subgraphs()) {
    if (subgraph->operators() == nullptr) continue;
    for (const auto* op : *subgraph->operators()) {
      add(op->large_custom_options_offset(), op->large_custom_options_size());
    }
  }
  return total;
}

bool is_whole(std::span<const std::byte> content) {
  flatbuffers::Verifier::Options limits;
  limits.max_tables = static_cast<flatbuffers::uoffset_t>(
      std::min(content.size() / sizeof(flatbuffers::uoffset_t), kMaximumTables));
  const auto size = std::min<std::size_t>(content.size(), FLATBUFFERS_MAX_BUFFER_SIZE - 1);
  flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(content.data()), size,
                                 limits);
  return schema::VerifyModelBuffer(verifier);
}

}  // namespace

bool is_tflite(std::span<const std::byte> content) {
  return content.size() >= kMinimumSize && std::memcmp(content.data() + 4, "TFL3", 4) == 0;
}

File unpack(std::span<const std::byte> content, Diagnostics& diagnostics) {
  File file;
  if (!is_whole(content)) {
    diagnostics.add("", kDamaged);
    return file;
  }
  const schema::Model& tables = *schema::GetModel(content.data());
  const std::size_t limit = kSharing * content.size() + kSmallFile;
  const std::size_t beyond = size_beyond_tables(tables, content.size());
  const Expansion expansion = expand(tables, limit);
  if (beyond > limit || expansion.bytes > limit - beyond) {
    diagnostics.add("",
                    "many tables of the file share the same data, so that it would grow to more "
                    "than " +
                        std::to_string(kSharing) +
                        " times its size in memory: it was "
                        "not made by a TFLite converter");
    return file;
  }
  if (!expansion.aligned) {
    diagnostics.add("", kDamaged);
    return file;
  }
  tables.UnPackTo(&file.model);
  take_buffers(tables, content, file, diagnostics);
  take_large_options(content, file, diagnostics);
  settle_unions(file.model, diagnostics);
  return file;
}

schema::BuiltinOperator builtin_operator(const schema::OperatorCodeT& code) {
  return std::max(code.builtin_code,
                  static_cast<schema::BuiltinOperator>(code.deprecated_builtin_code));
}

std::string operator_name(const schema::OperatorCodeT& code) {
  const schema::BuiltinOperator builtin = builtin_operator(code);
  if (builtin == schema::BuiltinOperator::CUSTOM) return "CUSTOM " + code.custom_code;
  const std::string name = schema::EnumNameBuiltinOperator(builtin);
  return name.empty() ? "BUILTIN " + std::to_string(static_cast<int>(builtin)) : name;
}

}  // namespace requant::formats::tflite
