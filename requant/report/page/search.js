"use strict";
// The page of a search, put together.

function targetText() {
  return report.target_title === "" ? report.target : `${report.target} (${report.target_title})`;
}

function objectives() {
  return report.costs.filter(({objective}) => objective);
}

function showLead() {
  const found = countedText(report.front.length, "assignment", "assignments");
  const tried = countedText(report.evaluations, "evaluated one", "evaluated ones");
  const what = `${report.network} on ${targetText()}`;
  const aims = listText([report.score.name, ...objectives().map(({name}) => name)]);
  fill(
      "lead",
      `Bits for each layer of ${what}: ${found} that no other one of the ${tried} beats in ${
          aims}.`);
}

function showMeasured() {
  const aims = objectives().map(({name, unit}) => `low ${name} (${unit})`);
  fill("measured", makeFacts([
         ["Network", report.network],
         ["Target", targetText()],
         ["Score", report.scored_by],
         ...(isVerified() ? [["Verified", report.verified_by]] : []),
         ["Searched for", [`high ${report.score.name}`, ...aims].join(", ")],
         ["Evaluated", countedText(report.evaluations, "assignment", "assignments")],
         ["Seed", report.seed],
         ...originFacts(report),
       ]));
}

prepareCharts();
showLead();
showMeasured();
showCostChoice();
showFrontCaption();
showPointsTable();
showLayerCaptions();
showPoint();
new ChartView("front-chart", buildFront);
new ChartView("bits-chart", buildBits);
new ChartView("layer-cost-chart", buildLayerCost);
showGrowth();
