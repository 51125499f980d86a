// Which of the processes that train together this one is.
#pragma once

namespace requant::train {

struct ProcessPlace {
  int rank = 0;  // from 0; the first reports and writes files
  int size = 1;
};

// By the environment that mpirun (Open MPI, MPICH) or torchrun sets; else this one alone. Throws
// Error where it contradicts itself.
ProcessPlace process_place();

}  // namespace requant::train
