// Whether this program can write reports.
#pragma once

namespace requant::report {

// Whether it can.
bool is_built();
// Throws Error where the program was built without Chart.js, and so without report. To be called
// before long work that is to end in a report.
void check_built();

}  // namespace requant::report
