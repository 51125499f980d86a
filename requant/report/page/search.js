"use strict";
// The page of a search, put together.

function showLead() {
  const {network, target, target_title: title, costs, front, evaluations} = report;
  const objectives = costs.filter(({objective}) => objective).map(({name}) => name).join(" and ");
  const named = title === "" ? target : `${target}, ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
  fill("lead", `Bits for each layer of ${network} on ${named}: ` +
    `${countedText(front.length, "assignment", "assignments")} that no other one of the ` +
    `${countedText(evaluations, "evaluated one", "evaluated ones")} beats in ${report.score.name} and ${objectives}.`);
}

function showMeasured() {
  const pairs = (facts) => facts.map(({name, text}) => [name, text]);
  fill("measured", makeFacts([
    ["Network", report.network],
    ["Target", report.target_title === "" ? report.target : `${report.target}: ${report.target_title}`],
    ["Score", report.scored_by],
    ["Searched for", [`high ${report.score.name}`, ...report.costs.filter(({objective}) => objective)
      .map(({name, unit}) => `low ${name} (${unit})`)].join(", ")],
    ["Evaluated", countedText(report.evaluations, "assignment", "assignments")],
    ["Time", durationText(report.seconds)],
    ["Seed", report.seed],
    ...pairs(report.facts),
    ["Command", report.command === "" ? "" : element("code", {}, report.command)],
    ["Versions", report.versions.map(({name, text}) => `${name} ${text}`).join(", ")],
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
