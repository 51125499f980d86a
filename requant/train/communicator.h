// The processes that train together.
#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

namespace requant::train {

class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  // Every tensor becomes the sum of all processes' ones.
  virtual void add_up(const std::vector<torch::Tensor>& /*tensors*/) {}
  // Waits until all processes are here.
  virtual void barrier() {}
};

// Of the processes that mpirun (Open MPI, MPICH) or torchrun started, by the environment; else of
// this one alone. Gloo on a CPU, NCCL on GPUs. Throws Error where they cannot meet.
std::unique_ptr<Communicator> make_communicator(torch::Device device);

}  // namespace requant::train
