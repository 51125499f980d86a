#include "requant/report/escape.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace requant::report {
namespace {

TEST(Escape, TextCannotBecomeMarkup) {
  EXPECT_EQ(escape_html("a < b && \"c\" > 'd'"),
            "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
}

TEST(Escape, OtherTextStaysAsItIs) {
  EXPECT_EQ(escape_html("größe 1×1/π"), "größe 1×1/π");
  EXPECT_EQ(escape_html(""), "");
}

TEST(Escape, DataCannotEndItsScript) {
  const std::string name = "</script><script>alert(1)</script><!-- & \" ' \\ \n";
  const std::string safe = escape_script(nlohmann::json(name).dump());
  EXPECT_EQ(safe.find_first_of("<>&"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(safe), name);
}

}  // namespace
}  // namespace requant::report
