#include "requant/formats/tflite/buffer_table.h"

namespace requant::formats::tflite {
namespace {

// How many tensors and metadata entries refer to each buffer.
std::vector<int> count_references(const File& file) {
  std::vector<int> count(file.buffers.size(), 0);
  const auto refer = [&](std::size_t buffer) {
    if (buffer < count.size()) ++count[buffer];
  };
  for (const auto& subgraph : file.model.subgraphs) {
    for (const auto& tensor : subgraph->tensors) refer(tensor->buffer);
  }
  for (const auto& entry : file.model.metadata) refer(entry->buffer);
  for (const auto buffer : file.model.metadata_buffer) refer(static_cast<std::size_t>(buffer));
  return count;
}

}  // namespace

BufferTable::BufferTable(File& file) : file_(file), references_(count_references(file)) {}

std::uint32_t BufferTable::store(std::uint32_t current, std::shared_ptr<const Bytes> data) {
  if (current != 0 && current < references_.size() && references_[current] == 1) {
    file_.buffers[current] = std::move(data);
    return current;
  }
  file_.buffers.push_back(std::move(data));
  return static_cast<std::uint32_t>(file_.buffers.size() - 1);
}

void BufferTable::release_unused() {
  const std::vector<int> now = count_references(file_);
  for (std::size_t b = 0; b < references_.size(); ++b) {
    if (references_[b] > 0 && now[b] == 0) file_.buffers[b] = nullptr;
  }
}

}  // namespace requant::formats::tflite
