// A front as a page to look at.
#pragma once

#include "requant/report/search_report.h"
#include "requant/search/problem.h"

namespace requant::search {

// What report::search_html shows. `front_file`: where front.json will be, for the commands that the
// page names.
report::SearchReport page_of(const Front& front, const precision::Network& network,
                             const Target& target, const Hardware& hardware,
                             const std::string& front_file);

}  // namespace requant::search
