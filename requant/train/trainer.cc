#include "requant/train/trainer.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/train/evaluation.h"
#include "requant/train/fingerprint.h"

namespace requant::train {
namespace {

// Images that scores during a training are taken from, and statistics for them.
constexpr std::size_t kScoreImages = 1000;
constexpr std::size_t kScoreStatistics = 512;
constexpr std::size_t kSensitivityImages = 256;
// A name each for the numbers drawn from one seed.
constexpr std::uint64_t kDrawBranches = 0x6272616e63680000ULL;

std::size_t held_out_count(const data::TrainingData& data, const TrainOptions& options) {
  const auto count = static_cast<std::size_t>(static_cast<double>(data.count()) * options.hold_out);
  return std::clamp<std::size_t>(count, 1, data.count() - 1);
}

Differentiable started(const precision::Network& network, torch::Device device,
                       const data::Batches& batches) {
  Differentiable result(network, device);
  if (precision::has_steps(network.tables)) return result;
  const ImageLoader loader(batches, network.tables, device);
  result.start_steps(loader.load_first(kPassImages, kPassImages).at(0).images);
  return result;
}

double seconds_since(std::chrono::steady_clock::time_point time) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - time).count();
}

}  // namespace

Trainer::Trainer(precision::Network network, const data::TrainingData& data,
                 const Normalization& normal, const TrainOptions& options, const TrainHooks& hooks,
                 std::unique_ptr<Teacher> teacher)
    : options_(options),
      hooks_(hooks),
      device_(device_of(options.device)),
      others_(make_communicator()),
      split_(data::hold_out(data, held_out_count(data, options), options.seed)),
      train_batches_(split_.train, normal, options.augmentation, options.seed),
      plain_batches_(split_.train, normal, {}, options.seed),
      held_out_batches_(split_.held_out, normal, {}, options.seed),
      network_(started(network, device_, plain_batches_)),
      optimizer_(network_.groups(), options),
      teacher_(std::move(teacher)),
      branches_(network_, options_, teacher_.get()),
      fingerprint_(fingerprint(options, data)),
      goes_on_(options.float_phase.epochs == 0 && precision::has_steps(network.tables)) {
  at::set_num_threads(options.threads > 0 ? options.threads : thread_count());
}

Position Trainer::position() const {
  const auto per_epoch =
      static_cast<std::int64_t>(split_.train.count() / static_cast<std::size_t>(options_.batch));
  const auto steps =
      static_cast<std::int64_t>(std::llround(phase().epochs * static_cast<double>(per_epoch)));
  return {step_, steps, std::max<std::int64_t>(1, per_epoch)};
}

void Trainer::restore() {
  if (options_.from.empty()) return;
  Checkpoint checkpoint = load_checkpoint(options_.from, fingerprint_);
  phase_ = checkpoint.phase;
  step_ = checkpoint.step;
  clamped_ = checkpoint.clamped;
  optimizer_.restore(checkpoint.state);
  if (!checkpoint.sensitivity.empty()) protect(std::move(checkpoint.sensitivity));
}

void Trainer::protect(std::vector<double> sensitivity) {
  sensitivity_ = std::move(sensitivity);
  branches_.set_odds(protective_odds(network_.network().tables, sensitivity_, options_.protection));
}

void Trainer::save_checkpoint() const {
  if (hooks_.checkpoint.empty() || others_->rank() != 0) return;
  save({fingerprint_, phase_, step_, clamped_, optimizer_.state(), sensitivity_},
       hooks_.checkpoint);
}

void Trainer::start_phase() {
  if (phase_ == 0 || step_ > 0 || goes_on_) return;
  network_.start_affine();
  const ImageLoader loader(plain_batches_, network_.network().tables, device_);
  network_.start_steps(loader.load_first(kPassImages, kPassImages).at(0).images);
  optimizer_.forget_momenta();
}

TrainResult Trainer::run() {
  restore();
  for (; phase_ < 2; ++phase_, step_ = 0) {
    if (!run_phase()) {
      save_checkpoint();
      return {network_.network(), false};
    }
  }
  save_checkpoint();
  TrainResult result;
  finish(result.network);
  return result;
}

bool Trainer::run_phase() {
  start_phase();
  if (position().steps == 0) return true;
  started_ = saved_ = Clock::now();
  started_step_ = step_;
  for (Position at = position(); at.step < at.steps; at = position()) {
    if (stopped_) return false;
    if (phase_ == 1 && options_.protection > 0 && at.step % at.steps_per_epoch == 0) {
      protect(measure_sensitivity());
    }
    run_step(at);
    ++step_;
    if (step_ % at.steps_per_epoch == 0 || step_ == at.steps) {
      report(at, held_out_scores());
      losses_.clear();
    } else {
      report(at, {});
    }
    if (seconds_since(saved_) > 60 * options_.checkpoint_minutes) {
      save_checkpoint();
      saved_ = Clock::now();
    }
  }
  return true;
}

void Trainer::run_step(const Position& at) {
  const std::int64_t epoch = at.step / at.steps_per_epoch;
  const std::int64_t draw = epoch + 1000000 * phase_;
  if (order_epoch_ != draw) {
    order_ =
        data::epoch_order(options_.seed, static_cast<std::uint64_t>(draw), split_.train.count());
    order_epoch_ = draw;
  }
  const auto batch = static_cast<std::size_t>(options_.batch);
  const auto part_size = static_cast<std::size_t>(options_.micro_batch);
  const std::size_t begin = static_cast<std::size_t>(at.step % at.steps_per_epoch) * batch;
  const auto positions = std::span<const std::uint32_t>(order_).subspan(begin, batch);
  const int parts = options_.batch / options_.micro_batch;
  if (parts < others_->size()) {
    throw Error("a step has " + std::to_string(parts) + " parts for " +
                std::to_string(others_->size()) +
                " processes: set micro_batch to at most batch divided by their number");
  }
  optimizer_.zero_gradients();
  for (int part = others_->rank(); part < parts; part += others_->size()) {
    run_part(at, draw, positions.subspan(static_cast<std::size_t>(part) * part_size, part_size),
             part);
  }
  if (others_->size() > 1) {
    std::vector<torch::Tensor> sums = optimizer_.gradients();
    sums.push_back(torch::tensor({stop_asked() ? 1.0F : 0.0F}));
    others_->add_up(sums);
    stopped_ = sums.back().item<float>() > 0;
  } else {
    stopped_ = stop_asked();
  }
  optimizer_.step(learning_rate(phase(), at, options_.batch), phase().weight_decay, parts);
  clamped_ += network_.clamp_parameters();
}

void Trainer::run_part(const Position& at, std::int64_t epoch,
                       std::span<const std::uint32_t> positions, int part) {
  const ImageLoader loader(train_batches_, network_.network().tables, device_);
  const LabelledBatch batch = loader.load(positions, static_cast<std::uint64_t>(epoch));
  if (phase_ == 0) return branches_.learn_float(batch, losses_);
  Random random(options_.seed ^ kDrawBranches ^
                (static_cast<std::uint64_t>(at.step) * 4096 + static_cast<std::uint64_t>(part)));
  branches_.learn(batch, at.progress(), random, losses_);
}

std::map<std::string, double> Trainer::held_out_scores() {
  const precision::Tables& tables = network_.network().tables;
  const ImageLoader plain(plain_batches_, tables, device_);
  const auto statistics_images = images_of(plain.load_first(kScoreStatistics, kPassImages));
  const auto held_out =
      ImageLoader(held_out_batches_, tables, device_).load_first(kScoreImages, kPassImages);
  std::map<std::string, double> scores;
  const auto score = [&](const std::string& name, Branch branch, const NetworkStatistics& seen) {
    branch.statistics = &seen;
    scores[name] = evaluate(network_, branch, held_out).top1;
  };
  if (phase_ == 0) {
    score("float", {.quantized = false}, measure_float_statistics(network_, statistics_images));
    return scores;
  }
  const auto add = [&](const std::string& name, const precision::PrecisionAssignment& assignment) {
    score(name, {.assignment = assignment},
          measure_statistics(network_, assignment, statistics_images));
  };
  for (const int bits : options_.precisions) {
    add(std::to_string(bits), precision::uniform(tables, bits));
  }
  if (options_.mixtures != Mixtures::none && options_.precisions.size() > 1) {
    Random random(options_.seed);
    add("mixture", draw_mixture(tables, even_odds(tables), options_.mixtures, random));
  }
  return scores;
}

std::vector<double> Trainer::measure_sensitivity() {
  const precision::Tables& tables = network_.network().tables;
  const torch::NoGradGuard no_gradients;
  const auto batches = ImageLoader(plain_batches_, tables, device_)
                           .load_first(kSensitivityImages, kSensitivityImages);
  const precision::PrecisionAssignment widest =
      precision::uniform(tables, options_.precisions.front());
  const double best = evaluate(network_, {.assignment = widest}, batches).loss;
  std::vector<double> result;
  for (std::size_t i = 0; i < tables.layers.size(); ++i) {
    precision::PrecisionAssignment one = widest;
    one.layers[i] = {tables.layers[i].weight_bits.back(), tables.layers[i].activation_bits.back()};
    const bool pinned = one == widest;
    result.push_back(pinned ? 0 : evaluate(network_, {.assignment = one}, batches).loss - best);
  }
  return result;
}

void Trainer::report(const Position& at, const std::map<std::string, double>& top1) {
  if (!hooks_.progress || others_->rank() != 0) return;
  TrainProgress progress;
  progress.phase = phase_ == 0 ? "float" : "precisions";
  progress.epoch = static_cast<int>(at.step / at.steps_per_epoch);
  progress.epochs = static_cast<int>((at.steps + at.steps_per_epoch - 1) / at.steps_per_epoch);
  progress.step = step_;
  progress.steps = at.steps;
  progress.rate = learning_rate(phase(), at, options_.batch);
  const auto done = static_cast<double>(step_ - started_step_);
  const double seconds = seconds_since(started_);
  progress.images_per_second = done * options_.batch / seconds;
  progress.seconds_left = seconds / done * static_cast<double>(at.steps - step_);
  for (const auto& [name, sum] : losses_) progress.losses[name] = sum.first / sum.second;
  progress.top1 = top1;
  progress.clamped = clamped_;
  hooks_.progress(progress);
}

}  // namespace requant::train
