// The keys of a training's options, once: what reads, checks and writes them goes through here.
#pragma once

#include <cstdint>
#include <limits>

#include "requant/target/words.h"
#include "requant/train/options.h"

namespace requant::train {

inline constexpr words::Table<precision::WeightStorage, 2> kStorageWords{{
    {"independent", precision::WeightStorage::independent},
    {"nested", precision::WeightStorage::nested},
}};
inline constexpr words::Table<Distillation, 4> kDistillationWords{{
    {"none", Distillation::none},
    {"highest", Distillation::highest},
    {"next", Distillation::next},
    {"teacher", Distillation::teacher},
}};
inline constexpr words::Table<Mixtures, 3> kMixturesWords{{
    {"none", Mixtures::none},
    {"equal", Mixtures::equal},
    {"independent", Mixtures::independent},
}};

// What is wrong with a list of widths, to follow its name; "" where it is right.
std::string fault_of_widths(const std::vector<int>& widths);

template <typename Visitor, typename PhaseOptions>
void visit_phase(Visitor& visit, PhaseOptions& phase) {
  visit.number("epochs", 0, 100'000, phase.epochs);
  visit.number("rate", 0, 100, phase.rate);
  visit.number("warmup_epochs", 0, 100'000, phase.warmup_epochs);
  visit.number("final_rate", 0, 1, phase.final_rate);
  visit.number("weight_decay", 0, 1, phase.weight_decay);
}

// Files and the machine: what the weights do not depend on. Options: TrainOptions, also const.
template <typename Visitor, typename Options>
void visit_places(Visitor& visit, Options& o) {
  visit.text("model", o.model);
  visit.text("teacher", o.teacher);
  visit.text("data", o.data);
  visit.text("output", o.output);
  visit.text("from", o.from);
  visit.text("log", o.log);
  visit.text("device", o.device);
  visit.number("checkpoint_minutes", 0, 100'000, o.checkpoint_minutes);
}

// All that the weights depend on.
template <typename Visitor, typename Options>
void visit_training(Visitor& visit, Options& o) {
  constexpr std::int64_t kMany = 1'000'000;
  visit.text("arch", o.arch);
  visit.text("input_size", o.input_size);
  visit.integer("seed", 0, std::numeric_limits<std::int64_t>::max(), o.seed);
  visit.widths("precisions", o.precisions);
  visit.layers("layers", o.layers);
  visit.integer("first_last_bits", 0, precision::kMaxBits, o.first_last_bits);
  visit.choice("storage", kStorageWords, o.storage);

  visit.number("hold_out", 0, 0.9, o.hold_out);
  visit.text("normalize", o.normalize);
  visit.section("augmentation", [&](auto& inner) {
    inner.integer("shift", 0, 1024, o.augmentation.shift);
    inner.boolean("flip", o.augmentation.flip);
    inner.integer("cutout", 0, 1024, o.augmentation.cutout);
  });

  visit.integer("batch", 1, kMany, o.batch);
  visit.integer("micro_batch", 1, kMany, o.micro_batch);
  visit.number("momentum", 0, 0.9999, o.momentum);
  visit.section("float_phase", [&](auto& inner) { visit_phase(inner, o.float_phase); });
  visit.section("phase", [&](auto& inner) { visit_phase(inner, o.phase); });

  visit.boolean("lowest_branch", o.lowest_branch);
  visit.integer("random_branches", 0, 16, o.random_branches);
  visit.choice("mixtures", kMixturesWords, o.mixtures);
  visit.number("uniform_share", 0, 1, o.uniform_share);
  visit.number("mixture_ramp", 0, 1, o.mixture_ramp);
  visit.number("protection", 0, 100, o.protection);
  visit.choice("distillation", kDistillationWords, o.distillation);
  visit.number("distillation_weight", 0, 1, o.distillation_weight);
  visit.rates("step_rate", 0, 1000, o.step_rate);
  visit.number("step_momentum", 0, 0.9999, o.step_momentum);
  visit.number("step_limit", 0, 1, o.step_limit);

  visit.integer("statistics_mixtures", 0, kMany, o.statistics_mixtures);
  visit.integer("statistics_images", 1, kMany, o.statistics_images);
}

}  // namespace requant::train
