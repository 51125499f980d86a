#include <algorithm>

#include "requant/base/error.h"
#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {
namespace {

constexpr std::size_t kMaximumSize = 0x7fff0000;  // offsets are signed 32 bits
constexpr std::size_t kDataAlignment = 16;        // what the runtimes' kernels expect

// One offset for each object of a vector of tables; none for an empty vector.
template <typename Object>
auto pack_all(flatbuffers::FlatBufferBuilder& builder,
              const std::vector<std::unique_ptr<Object>>& objects) {
  using Table = typename Object::TableType;
  std::vector<flatbuffers::Offset<Table>> offsets;
  offsets.reserve(objects.size());
  for (const auto& object : objects) offsets.push_back(Table::Pack(builder, object.get()));
  return offsets.empty() ? 0 : builder.CreateVector(offsets);
}

using BufferVector = flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<schema::Buffer>>>;

BufferVector pack_buffers(flatbuffers::FlatBufferBuilder& builder,
                          std::span<const std::shared_ptr<const Bytes>> buffers) {
  std::vector<flatbuffers::Offset<schema::Buffer>> offsets;
  offsets.reserve(buffers.size());
  for (const auto& bytes : buffers) {
    flatbuffers::Offset<flatbuffers::Vector<std::uint8_t>> data = 0;
    if (bytes != nullptr) {
      if (bytes->size() > kMaximumSize - std::min<std::size_t>(builder.GetSize(), kMaximumSize)) {
        throw Error("the model is larger than the 2 GB that a TFLite file can hold");
      }
      builder.ForceVectorAlignment(bytes->size(), 1, kDataAlignment);
      data =
          builder.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size());
    }
    offsets.push_back(schema::CreateBuffer(builder, data));
  }
  return offsets.empty() ? 0 : builder.CreateVector(offsets);
}

}  // namespace

Bytes pack(const schema::ModelT& model, std::span<const std::shared_ptr<const Bytes>> buffers) {
  flatbuffers::FlatBufferBuilder builder;
  const auto codes = pack_all(builder, model.operator_codes);
  const auto subgraphs = pack_all(builder, model.subgraphs);
  const auto description = model.description.empty() ? 0 : builder.CreateString(model.description);
  const auto metadata_buffer =
      model.metadata_buffer.empty() ? 0 : builder.CreateVector(model.metadata_buffer);
  const auto metadata = pack_all(builder, model.metadata);
  const auto signatures = pack_all(builder, model.signature_defs);
  const auto groups = pack_all(builder, model.external_buffer_groups);
  const auto external = pack_all(builder, model.external_buffers);
  const auto data = pack_buffers(builder, buffers);
  builder.Finish(schema::CreateModel(builder, model.version, codes, subgraphs, description, data,
                                     metadata_buffer, metadata, signatures, groups, external),
                 schema::ModelIdentifier());
  const auto* first = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return Bytes(first, first + builder.GetSize());
}

}  // namespace requant::formats::tflite
