"use strict";
// The table of the points.

function pointRow(index) {
  const {score, verified, costs, bits} = allPoints[index];
  const base = report.references[0];
  const choose = () => choosePoint(index);
  const label = isOfFront(index) ? allPoints[index].name : pointTitle(index);
  const button =
      element("button", {type: "button", "aria-label": `Show ${pointTitle(index)}`}, label);
  const amounts = costs.map(
      (cost, i) =>
          [fullText(cost), ...(base === undefined ? [] : [
             element("span", {class: "unit"}, `${fixedText((100 * cost) / base.costs[i], 0)} %`)
           ])]);
  return {
    cells: [
      button, bareScoreText(score), ...(isVerified() ? [bareScoreText(verified)] : []), ...amounts,
      fixedText(meanBits(bits, 0), 1), fixedText(meanBits(bits, 1), 1), assignmentText(bits)
    ],
    attributes: {class: "choice", "data-point": index, onclick: choose},
  };
}

function showPointsTable() {
  const base = report.references[0];
  const costs =
      report.costs.map(({name, unit}) => ({title: capitalized(name), unit, number: true}));
  const columns = [
    {title: "Point"},
    {title: capitalized(report.score.name), unit: report.score.unit, number: true},
    ...(isVerified() ? [{title: "Verified", unit: report.score.unit, number: true}] : []), ...costs,
    {title: "Weights", unit: "mean bits", number: true},
    {title: "Activations", unit: "mean bits", number: true},
    {title: "Bits along the network", long: true}
  ];
  const verified = isVerified() ?
      " Verified scores are on images that were not searched on, where " +
          "what is chosen by luck scores lower." :
      "";
  const relative = base === undefined ? "" : ` Percentages below the costs are of ${base.name}.`;
  fill(
      "points-table",
      makeTable(
          "Points of the front",
          "The points of the front by their names, then the reference points. " +
              `Each name is a button that shows its point.${relative}${verified} ` +
              "Bits are one number where weights and " +
              "activations have as many, else weights/activations.",
          columns, allPoints.map((_, i) => pointRow(i))));
}

function markChosenRow() {
  for (const row of document.querySelectorAll("tr.choice")) {
    const isChosen = Number(row.dataset.point) === state.point;
    row.classList.toggle("chosen", isChosen);
    row.querySelector("button").setAttribute("aria-pressed", isChosen);
  }
}
