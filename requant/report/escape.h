// Text and data that may hold anything, made safe for a page.
#pragma once

#include <string>
#include <string_view>

namespace requant::report {

// For HTML text and for attributes in quotes of either kind.
std::string escape_html(std::string_view text);

// JSON text for the inside of a <script>: '<', '>' and '&' as \u escapes, which mean the same, so
// that nothing in it can end the script.
std::string escape_script(std::string_view json);

}  // namespace requant::report
