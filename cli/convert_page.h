// What conversions came to, as the values of their HTML page.
#pragma once

#include <string>
#include <vector>

#include "cli/convert_report.h"
#include "requant/report/convert_report.h"

namespace requant::cli {

// The part of one target.
report::ConvertedTarget page_of(const ConversionReport& conversion);

// The whole page but for what only the command knows: facts, seconds, the command line.
report::ConvertReport convert_page(const std::string& model, const Graph& source,
                                   const std::string& source_target,
                                   const std::vector<ConversionReport>& conversions);

}  // namespace requant::cli
