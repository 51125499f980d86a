"use strict";
// The page of a conversion: a table of the targets, then a section for each.

const report = JSON.parse(byId("data").textContent);

function schemeOf(target) {
  return target.scheme === "" ? MISSING : target.scheme;
}

function hasLabels() {
  return report.targets.some(({top1_result: top1}) => top1 !== null);
}

function targetRow(target, index) {
  const link = element("a", {href: `#target-${index}`}, target.name);
  const fits = target.problems.length === 0;
  const top1 =
      hasLabels() ? [percentText(target.top1_source), percentText(target.top1_result)] : [];
  return [
    link, fits ? "yes" : "no", percentText(target.agreement), decibelText(target.sqnr_db), ...top1,
    durationText(target.seconds), fits ? target.file : target.problems[0]
  ];
}

function showTargetsTable() {
  const top1 = hasLabels() ?
      [
        {title: "Top-1", unit: "source", number: true},
        {title: "Top-1", unit: "result", number: true}
      ] :
      [];
  const columns = [
    {title: "Target"}, {title: "Fits"}, {title: "Agreement", number: true},
    {title: "SQNR", number: true}, ...top1, {title: "Time", number: true},
    {title: "File, or why there is none", long: true}
  ];
  fill(
      "targets-table",
      makeTable(
          "Targets",
          "The results beside the source, each simulated in its own integer arithmetic. " +
              "SQNR is the signal over the error: 20 dB are an error of a tenth.",
          columns, report.targets.map(targetRow)));
}

function layersTable(target) {
  const columns = [
    {title: "Tensor", number: true}, {title: "Name"}, {title: "Op"}, {title: "SQNR", number: true},
    {title: "Exact", unit: "%", number: true},
    {title: "Greatest difference", unit: "steps", number: true}
  ];
  return makeTable(
      "Errors of the tensors",
      "Exact are elements that hold the source's value, rounded to the result's grid; steps are those " +
          "of that grid.",
      columns,
      target.layers.map(
          ({tensor, op, sqnr_db: db, exact, max_lsb: lsb}, i) =>
              [`${i + 1}`, tensor, op, decibelText(db), fixedText(exact, 3),
               isNumber(lsb) ? lsb.toPrecision(3) : MISSING]));
}

function passesTable(target) {
  const columns = [
    {title: "Pass"}, {title: "Agreement", number: true}, {title: "SQNR", number: true},
    {title: "What it does", long: true}
  ];
  const rows = target.passes.map(
      (pass, i) =>
          [passName(pass, i), percentText(pass.agreement), decibelText(pass.sqnr_db),
           pass.failure === "" ? pass.what : `fails: ${pass.failure}`]);
  return makeTable(
      "Passes",
      "The error with the passes up to each, on " +
          `${countedText(target.pass_inputs, "input", "inputs")}.`,
      columns, rows);
}

function canvasIn(id, attributes = {}) {
  return element("div", {class: "chart", ...attributes}, element("canvas", {id}));
}

function targetFacts(target) {
  return makeFacts([
    ["Target", target.title === "" ? target.name : target.title],
    ["Scheme", `${report.source_scheme} → ${schemeOf(target)}`],
    [
      "Agreement",
      isNumber(target.agreement) ? `${percentText(target.agreement)} ${target.agreement_of}` : ""
    ],
    ["SQNR", target.sqnr_db === null ? "" : `${decibelText(target.sqnr_db)} ${target.sqnr_of}`],
    [
      "Compared",
      target.end === "" ? "" : `up to what is read by ${target.end}, which cannot be simulated`
    ],
    ["File", target.file],
  ]);
}

function layersPart(target, index) {
  if (target.layers.length === 0) return [];
  return [element(
      "div", {}, element("h3", {}, "Error of each tensor"), canvasIn(`layers-${index}`),
      element(
          "p", {class: "caption"},
          "The signal of the source's tensor over the error of the result's, in decibels; " +
              "higher is better. Compared are real values."))];
}

function passesPart(target, index) {
  if (target.passes.length === 0) return [];
  const canvas = canvasIn(`passes-${index}`);
  canvas.style.height = `${5 + 2.2 * target.passes.length}rem`;
  return [element("div", {}, element("h3", {}, "What each pass did"), canvas, passesTable(target))];
}

function showTarget(target, index) {
  const problems = target.problems.length === 0 ? [] : [
    element("p", {}, "It does not fit, and nothing was written:"),
    element("ul", {}, ...target.problems.map((problem) => element("li", {}, problem)))
  ];
  const table = target.layers.length === 0 ?
      [] :
      [element(
          "details", {}, element("summary", {}, "Error of each tensor, as a table"),
          layersTable(target))];
  byId("targets").append(element(
      "section", {id: `target-${index}`, "aria-labelledby": `target-${index}-title`},
      element("h2", {id: `target-${index}-title`}, target.name), targetFacts(target), ...problems,
      element(
          "div", {class: "side-by-side"}, ...layersPart(target, index),
          ...passesPart(target, index)),
      ...table));
  if (target.layers.length > 0) new ChartView(`layers-${index}`, () => buildLayers(target));
  if (target.passes.length > 0) new ChartView(`passes-${index}`, () => buildPasses(target));
}

function showMeasured() {
  fill("measured", makeFacts([
         ["Model", report.model],
         ["Its arithmetic", report.source_target],
         ...originFacts(report),
       ]));
}

function showLead() {
  const targets = countedText(report.targets.length, "target", "targets");
  const source = `${report.model} (${report.source_scheme})`;
  fill(
      "lead",
      `${source}, re-quantized for ${targets} without training and compared with the source.`);
}

prepareCharts();
showLead();
showTargetsTable();
report.targets.forEach(showTarget);
showMeasured();
