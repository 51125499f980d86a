// What the pages show, as JSON text. Numbers that are infinite or NaN become null, bytes that are
// no UTF-8 become U+FFFD.
#pragma once

#include <string>

#include "requant/report/convert_report.h"
#include "requant/report/search_report.h"

namespace requant::report {

std::string to_json(const SearchReport& report);
std::string to_json(const ConvertReport& report);

}  // namespace requant::report
