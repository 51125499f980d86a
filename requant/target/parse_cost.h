// The sections 'precision' and 'cost' of a target file.
#pragma once

#include <optional>

#include "requant/target/cost_model.h"
#include "requant/target/yaml_section.h"

namespace requant {

// Both change what is inherited by what the section states; faults go to the file's diagnostics.
void parse_precision(YamlSection& top, std::optional<PrecisionScheme>& precision);
void parse_cost(YamlSection& top, std::optional<CostModel>& cost);

}  // namespace requant
