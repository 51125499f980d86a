#include "requant/report/page.h"

#include <gtest/gtest.h>

#include "requant/base/error.h"
#include "requant/report/assets.h"
#include "requant/report/built.h"

namespace requant::report {
namespace {

TEST(Page, PlacesAreFilledByName) {
  EXPECT_EQ(filled("<{{a}}|{{b}}|{{a}}>", {{"a", "1"}, {"b", "22"}}), "<1|22|1>");
  EXPECT_EQ(filled("no place { } }} {{", {}), "no place { } }} {{");
}

TEST(Page, ValuesAreNotLookedInto) {
  EXPECT_EQ(filled("{{a}}{{b}}", {{"a", "{{b}}"}, {"b", "{{c}}"}}), "{{b}}{{c}}");
}

TEST(Page, PlaceThatNothingFillsIsAFault) { EXPECT_THROW(filled("{{a}}", {{"b", ""}}), Error); }

TEST(Page, WhatIsNoAssetIsEmpty) {
  EXPECT_FALSE(asset("page.css").empty());
  EXPECT_TRUE(asset("page.scss").empty());
}

TEST(Page, TitleIsEscapedAndDataCannotEndItsScript) {
  if (asset("chart.min.js").empty()) GTEST_SKIP() << "built without Chart.js";
  const std::string page = make_page({"convert.html", {}}, "<b>&", R"("</script>")");
  EXPECT_NE(page.find("<title>&lt;b&gt;&amp;</title>"), std::string::npos);
  EXPECT_NE(page.find(R"(id="data">"\u003c/script\u003e"</script>)"), std::string::npos);
}

TEST(Page, LoadsNothingFromElsewhere) {
  if (asset("chart.min.js").empty()) GTEST_SKIP() << "built without Chart.js";
  const std::string page = make_page({"search.html", {"dom.js", "search.js"}}, "", "{}");
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* loading : {" src=", "<link", "@import", "url("}) {
    EXPECT_EQ(page.find(loading), std::string::npos) << loading;
  }
}

TEST(Page, BuildWithoutChartsSaysWhatToInstall) {
  if (!asset("chart.min.js").empty()) {
    EXPECT_NO_THROW(check_built());
    return;
  }
  try {
    check_built();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("built without report"), std::string::npos);
  }
}

}  // namespace
}  // namespace requant::report
