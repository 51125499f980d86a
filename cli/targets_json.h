// The JSON of `requant targets`.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/output.h"
#include "requant/target/target.h"

namespace requant::cli {

std::vector<std::string> type_names(const std::vector<DataType>& types);
std::vector<std::string> op_names(const std::set<OpKind>& ops);

// The keys of a target file with everything stated; `arithmetic` is a list of rules, each with `op`
// and `type` where it is not for all. An empty list of zero points means any.
Json to_json(const Target& target);

// One sentence each.
std::string precision_text(const PrecisionScheme& precision);
std::string cost_text(const CostModel& cost);

// As in a target file.
Json to_json(const PrecisionScheme& precision);
Json to_json(const CostModel& cost);

}  // namespace requant::cli
