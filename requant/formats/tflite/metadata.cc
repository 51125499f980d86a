#include "requant/formats/tflite/metadata.h"

#include <cstring>

namespace requant::formats::tflite {
namespace {

bool is_own(const schema::MetadataT& entry) { return entry.name.starts_with("requant."); }

}  // namespace

Metadata read_metadata(const File& file) {
  Metadata result;
  for (const auto& entry : file.model.metadata) {
    if (!is_own(*entry) || entry->buffer >= file.buffers.size()) continue;
    const auto& data = file.buffers[entry->buffer];
    std::string text(data == nullptr ? 0 : data->size(), '\0');
    if (!text.empty()) std::memcpy(text.data(), data->data(), text.size());
    result.emplace_back(entry->name, std::move(text));
  }
  return result;
}

void write_metadata(const Metadata& metadata, File& file) {
  if (metadata == read_metadata(file)) return;
  std::erase_if(file.model.metadata, [](const auto& entry) { return is_own(*entry); });
  for (const auto& [name, text] : metadata) {
    auto entry = std::make_unique<schema::MetadataT>();
    entry->name = name;
    entry->buffer = static_cast<std::uint32_t>(file.buffers.size());
    const auto* first = reinterpret_cast<const std::byte*>(text.data());
    file.buffers.push_back(std::make_shared<const Bytes>(first, first + text.size()));
    file.model.metadata.push_back(std::move(entry));
  }
}

}  // namespace requant::formats::tflite
