// What nsga2.h declares, in a build without pagmo.
#include "requant/base/error.h"
#include "requant/search/nsga2.h"

namespace requant::search {

std::vector<Individual> next_generation(const std::vector<Individual>&, const std::vector<int>&,
                                        const Evaluate&, std::uint64_t) {
  throw Error(
      "this requant was built without pagmo and cannot search; install it (apt-get install "
      "libpagmo-dev) and build again");
}

bool is_available() { return false; }

}  // namespace requant::search
