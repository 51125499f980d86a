#include "requant/exec/fast/arena_program.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace requant::exec::fast {
namespace {

std::vector<bool> present(const std::vector<std::unique_ptr<Step>>& steps) {
  std::vector<bool> result;
  for (const auto& step : steps) result.push_back(step != nullptr);
  return result;
}

// Inputs and outputs of a node, kept without allocation where there are few.
constexpr std::size_t kFew = 16;

}  // namespace

ArenaProgram::ArenaProgram(const Graph& graph, std::vector<std::unique_ptr<Step>> steps)
    : schedule_(graph, present(steps)) {
  plan(graph, steps);
  for (const ScheduledNode& node : schedule_.nodes) {
    Entry entry;
    entry.step = std::move(steps[static_cast<std::size_t>(node.node)]);
    for (const TensorId id : node.inputs) {
      entry.inputs.push_back(id == kNoTensor ? -1
                                             : static_cast<std::ptrdiff_t>(
                                                   places_[static_cast<std::size_t>(id)].offset));
    }
    for (const TensorId id : node.outputs) {
      entry.outputs.push_back(id);
      entry.output_offsets.push_back(places_[static_cast<std::size_t>(id)].offset);
    }
    entries_.push_back(std::move(entry));
  }
  arenas_ = std::make_unique<ArenaPool>(bytes_);
}

void ArenaProgram::plan(const Graph& graph, const std::vector<std::unique_ptr<Step>>& steps) {
  places_.resize(graph.tensors.size());
  std::vector<Lifetime> lifetimes(graph.tensors.size());
  const std::size_t end = schedule_.nodes.size();
  const auto begin_at = [&](TensorId id, std::size_t step) {
    const auto i = static_cast<std::size_t>(id);
    const Tensor& tensor = graph.tensor(id);
    const std::size_t bytes =
        storage_bytes(tensor.type, static_cast<std::size_t>(tensor.shape.count()));
    places_[i] = {tensor.type, tensor.shape, bytes, 0, true};
    lifetimes[i] = {bytes, step, end};
  };
  for (const auto& input : schedule_.inputs) begin_at(input.id, 0);
  std::size_t scratch = 0;
  for (std::size_t s = 0; s < end; ++s) {
    const ScheduledNode& node = schedule_.nodes[s];
    for (const TensorId id : node.outputs) begin_at(id, s);
    for (const TensorId id : node.last_uses) lifetimes[static_cast<std::size_t>(id)].last = s;
    scratch = std::max(scratch, steps[static_cast<std::size_t>(node.node)]->scratch_bytes());
  }
  const ArenaPlan plan = plan_arena(lifetimes);
  for (std::size_t i = 0; i < places_.size(); ++i) places_[i].offset = plan.offsets[i];
  scratch_offset_ = plan.bytes;
  bytes_ = plan.bytes + scratch + kSlack;
}

void ArenaProgram::run_entry(const Entry& entry, std::byte* arena) const {
  std::array<const std::byte*, kFew> few_inputs;
  std::array<std::byte*, kFew> few_outputs;
  std::vector<const std::byte*> many_inputs;
  std::vector<std::byte*> many_outputs;
  const std::byte** inputs = few_inputs.data();
  std::byte** outputs = few_outputs.data();
  if (entry.inputs.size() > kFew) {
    many_inputs.resize(entry.inputs.size());
    inputs = many_inputs.data();
  }
  if (entry.output_offsets.size() > kFew) {
    many_outputs.resize(entry.output_offsets.size());
    outputs = many_outputs.data();
  }
  for (std::size_t i = 0; i < entry.inputs.size(); ++i) {
    inputs[i] = entry.inputs[i] < 0 ? nullptr : arena + entry.inputs[i];
  }
  for (std::size_t o = 0; o < entry.output_offsets.size(); ++o) {
    outputs[o] = arena + entry.output_offsets[o];
  }
  entry.step->run({{inputs, entry.inputs.size()},
                   {outputs, entry.output_offsets.size()},
                   arena + scratch_offset_});
}

Array ArenaProgram::value(TensorId id, const std::byte* arena) const {
  const Place& place = places_[static_cast<std::size_t>(id)];
  Array array;
  array.type = place.type;
  array.shape = place.shape;
  array.bytes.assign(arena + place.offset, arena + place.offset + place.bytes);
  return array;
}

void ArenaProgram::set_inputs(std::span<const Array> inputs, std::byte* arena) const {
  schedule_.check_inputs(inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Place& place = places_[static_cast<std::size_t>(schedule_.inputs[i].id)];
    std::copy(inputs[i].bytes.begin(), inputs[i].bytes.end(), arena + place.offset);
  }
}

bool ArenaProgram::profile(std::span<const Array> inputs, std::span<double> seconds) const {
  using Clock = std::chrono::steady_clock;
  const ArenaLease lease(*arenas_);
  set_inputs(inputs, lease.data());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto start = Clock::now();
    run_entry(entries_[i], lease.data());
    const std::chrono::duration<double> time = Clock::now() - start;
    seconds[static_cast<std::size_t>(schedule_.nodes[i].node)] += time.count();
  }
  return true;
}

std::vector<Array> ArenaProgram::run(std::span<const Array> inputs,
                                     const Observer& observer) const {
  const ArenaLease lease(*arenas_);
  std::byte* arena = lease.data();
  set_inputs(inputs, arena);
  for (const Entry& entry : entries_) {
    run_entry(entry, arena);
    if (!observer) continue;
    for (const TensorId id : entry.outputs) observer(id, value(id, arena));
  }
  std::vector<Array> outputs;
  for (const auto& output : schedule_.outputs) {
    if (places_[static_cast<std::size_t>(output.id)].known) {
      outputs.push_back(value(output.id, arena));
      continue;
    }
    Array& array = outputs.emplace_back();
    array.type = output.type;
    array.shape = output.shape;
    for (const auto& [id, constant] : schedule_.constant_outputs) {
      if (id == output.id) array = constant;
    }
  }
  return outputs;
}

}  // namespace requant::exec::fast
