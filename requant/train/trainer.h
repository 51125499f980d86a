// The training loop.
#pragma once

#include <chrono>
#include <memory>

#include "requant/train/branches.h"
#include "requant/train/checkpoint.h"
#include "requant/train/communicator.h"
#include "requant/train/optimizer.h"
#include "requant/train/schedule.h"
#include "requant/train/statistics.h"
#include "requant/train/train.h"

namespace requant::train {

class Trainer {
 public:
  Trainer(precision::Network network, const data::TrainingData& data, const Normalization& normal,
          const TrainOptions& options, const TrainHooks& hooks, std::unique_ptr<Teacher> teacher);

  TrainResult run();

 private:
  using Clock = std::chrono::steady_clock;

  const Phase& phase() const { return phase_ == 0 ? options_.float_phase : options_.phase; }
  Position position() const;
  bool stop_asked() const { return hooks_.stop != nullptr && *hooks_.stop; }

  void restore();
  void start_phase();
  // False: stopped.
  bool run_phase();
  void run_step(const Position& at);
  void run_part(const Position& at, std::int64_t epoch, std::span<const std::uint32_t> positions,
                int part);
  void end_epoch(const Position& at);
  void save_checkpoint() const;
  void report(const Position& at, const std::map<std::string, double>& top1);
  std::map<std::string, double> held_out_scores();
  // Draws the lowest widths of sensitive layers more rarely.
  void protect(std::vector<double> sensitivity);
  // What the loss grows by when one layer alone goes to its lowest widths.
  std::vector<double> measure_sensitivity();
  void finish(precision::Network& network);
  void measure_sensitivities(precision::Tables& tables,
                             std::span<const precision::MeasuredStatistics> samples);

  TrainOptions options_;
  const TrainHooks& hooks_;
  torch::Device device_;
  std::unique_ptr<Communicator> others_;
  data::Split split_;
  data::Batches train_batches_;
  data::Batches plain_batches_;
  data::Batches held_out_batches_;
  Differentiable network_;
  Optimizer optimizer_;
  std::unique_ptr<Teacher> teacher_;  // may be null
  Branches branches_;
  std::string fingerprint_;

  bool goes_on_ = false;    // the network came with steps
  std::int64_t phase_ = 0;  // 0 float, 1 precisions
  std::int64_t step_ = 0;
  std::int64_t clamped_ = 0;
  bool stopped_ = false;  // some process was asked to
  std::vector<double> sensitivity_;
  std::vector<std::uint32_t> order_;
  std::int64_t order_epoch_ = -1;
  Losses losses_;
  Clock::time_point started_;
  Clock::time_point saved_;
  std::int64_t started_step_ = 0;
};

}  // namespace requant::train
