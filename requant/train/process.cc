#include "requant/train/process.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "requant/base/error.h"

namespace requant::train {
namespace {

struct Launcher {
  const char* rank;
  const char* size;
};

constexpr Launcher kLaunchers[] = {
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},  // mpirun of Open MPI
    {"PMI_RANK", "PMI_SIZE"},                          // mpirun of MPICH
    {"RANK", "WORLD_SIZE"},                            // torchrun
};

// The number in a variable of the environment; -1 where it is no number.
int number_of(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

}  // namespace

ProcessPlace process_place() {
  for (const Launcher& launcher : kLaunchers) {
    const char* rank = std::getenv(launcher.rank);
    const char* size = std::getenv(launcher.size);
    if (rank == nullptr || size == nullptr) continue;
    const ProcessPlace place{number_of(rank), number_of(size)};
    if (place.rank >= 0 && place.rank < place.size) return place;
    throw Error(std::string("the environment says ") + launcher.rank + "=" + rank + " and " +
                launcher.size + "=" + size + ", which is no place among processes; unset both");
  }
  return {};
}

}  // namespace requant::train
