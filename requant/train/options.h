// What a training is told.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "requant/data/augment.h"
#include "requant/precision/network.h"

namespace requant::train {

// What the branches below the highest learn from beside the labels.
enum class Distillation {
  none,
  highest,  // the outputs of the highest branch of the same images
  teacher,  // those of a float network, and the highest branch as well
  next,     // those of the next higher branch
};

// Where the bits of a random mixture come from.
enum class Mixtures {
  none,         // uniform branches only
  equal,        // one width a layer, for weights and activations
  independent,  // two widths a layer
};

struct Phase {
  double epochs = 0;           // may be 0: left out
  double rate = 0.1;           // peak learning rate, for a batch of 128; scaled with the batch
  double warmup_epochs = 0.5;  // linear from 0; then half a cosine to `final_rate` times the peak
  double final_rate = 0.001;
  double weight_decay = 5e-4;  // of weights with more than one dimension
};

struct TrainOptions {
  // What is trained, on what. One of `model` and `arch`.
  std::string model;       // a file of a float network
  std::string arch;        // a built-in architecture
  std::string data;        // a dataset's name, as data::open_training_data takes it
  std::string input_size;  // HEIGHTxWIDTHxCHANNELS that `arch` takes; empty: that of the images
  std::string output;
  std::string teacher;  // a file of a float network that branches learn from
  std::string from;     // a checkpoint that is continued
  std::string log;      // JSON lines; empty: beside the output
  std::string device = "cpu";
  int threads = 0;  // 0: all cores
  std::uint64_t seed = 1;

  std::vector<int> precisions{8, 4, 2};  // descending, in [2, 8]
  // Layers, by name, that have one precision alone.
  std::map<std::string, precision::Precision> layers;
  int first_last_bits = 8;  // of the first and the last layer; 0: as the others
  precision::WeightStorage storage = precision::WeightStorage::independent;

  double hold_out = 0.04;  // share of the training images that is kept for choosing and reporting
  std::string normalize;   // as eval's --normalize; empty: mean and deviation of all pixels
  data::Augmentation augmentation{.shift = 4, .flip = true};

  // A step sums the gradients of batch / micro_batch parts, each normalized by its own batch
  // statistics and with mixtures of its own, so that processes that share the parts learn the same.
  int batch = 128;
  int micro_batch = 128;
  double momentum = 0.9;
  Phase float_phase{.epochs = 12};
  Phase phase{.epochs = 24, .rate = 0.05};

  // Branches of each part: the highest width, the lowest, and random ones.
  bool lowest_branch = true;
  int random_branches = 1;
  Mixtures mixtures = Mixtures::equal;
  double uniform_share = 0.25;  // of the random branches that are uniform at a width between
  double mixture_ramp = 0.25;   // share of the phase in which mixtures grow to their full share
  double protection = 1.0;      // 0: all layers alike; 1: sensitive layers drawn higher
  Distillation distillation = Distillation::highest;
  double distillation_weight = 0.5;  // of the divergence; the rest is cross entropy
  std::map<int, double> step_rate;   // learning rate of the steps by bits, relative; else 1
  double step_momentum = 0.9;
  double step_limit = 0.02;  // by what share a step changes in one update at most

  // Statistics of batch normalization after training.
  int statistics_mixtures =
      200;  // assignments that rules and sensitivities are fitted to; 0: no rule
  int statistics_images = 1024;  // for each of them
  double checkpoint_minutes = 5;
};

// Throws Error that names each option out of its range.
void check(const TrainOptions& options);

// All that determines the weights a training ends with (not where files lie, nor how many threads
// or processes work), as YAML that a configuration file may hold.
std::string to_yaml(const TrainOptions& options);

}  // namespace requant::train
