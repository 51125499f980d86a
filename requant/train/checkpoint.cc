#include "requant/train/checkpoint.h"

#include <torch/torch.h>

#include "requant/base/error.h"
#include "requant/base/write_file.h"

namespace requant::train {
namespace {

constexpr std::int64_t kVersion = 1;

torch::Tensor bytes_of(const std::string& text) {
  torch::Tensor result = torch::empty({static_cast<std::int64_t>(text.size())}, torch::kUInt8);
  std::copy(text.begin(), text.end(), reinterpret_cast<char*>(result.data_ptr<std::uint8_t>()));
  return result;
}

std::string text_of(const torch::Tensor& bytes) {
  const auto* data = reinterpret_cast<const char*>(bytes.data_ptr<std::uint8_t>());
  return {data, data + bytes.numel()};
}

}  // namespace

void save(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  torch::serialize::OutputArchive archive;
  archive.write("requant.checkpoint", torch::tensor(kVersion));
  archive.write("fingerprint", bytes_of(checkpoint.fingerprint));
  archive.write("position", torch::tensor(std::vector<std::int64_t>{
                                checkpoint.phase, checkpoint.step, checkpoint.clamped}));
  archive.write("sensitivity", torch::tensor(checkpoint.sensitivity, torch::kFloat64));
  archive.write("count", torch::tensor(static_cast<std::int64_t>(checkpoint.state.size())));
  for (std::size_t i = 0; i < checkpoint.state.size(); ++i) {
    archive.write("state" + std::to_string(i), checkpoint.state[i].detach().to(torch::kCPU));
  }
  std::ostringstream stream;
  archive.save_to(stream);
  const std::string bytes = std::move(stream).str();
  write_file(path, std::as_bytes(std::span(bytes)));
}

Checkpoint load_checkpoint(const std::filesystem::path& path, const std::string& fingerprint) {
  Checkpoint checkpoint;
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string());
    const auto read = [&](const std::string& name) {
      torch::Tensor tensor;
      archive.read(name, tensor);
      return tensor;
    };
    if (read("requant.checkpoint").item<std::int64_t>() != kVersion) {
      throw Error(path.string() + ": it is of another version of requant; train from the start");
    }
    checkpoint.fingerprint = text_of(read("fingerprint"));
    const torch::Tensor position = read("position");
    checkpoint.phase = position[0].item<std::int64_t>();
    checkpoint.step = position[1].item<std::int64_t>();
    checkpoint.clamped = position[2].item<std::int64_t>();
    const torch::Tensor sensitivity = read("sensitivity");
    const auto* values = sensitivity.data_ptr<double>();
    checkpoint.sensitivity.assign(values, values + sensitivity.numel());
    const auto count = read("count").item<std::int64_t>();
    for (std::int64_t i = 0; i < count; ++i) {
      checkpoint.state.push_back(read("state" + std::to_string(i)));
    }
  } catch (const c10::Error&) {
    throw Error(path.string() + ": this is no checkpoint of a training, or it is damaged");
  }
  if (checkpoint.fingerprint != fingerprint) {
    throw Error(path.string() +
                ": the checkpoint is of a training with other options or data; give the same ones, "
                "or train from the start without --from");
  }
  return checkpoint;
}

}  // namespace requant::train
