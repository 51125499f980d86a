// The sections 'precision' and 'cost' of a target as YAML.
#pragma once

#include <ostream>

#include "requant/target/cost_model.h"

namespace requant {

void write_precision(std::ostream& out, const PrecisionScheme& precision);
void write_cost(std::ostream& out, const CostModel& cost);

}  // namespace requant
