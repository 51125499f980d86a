"use strict";
// The charts of one target of a conversion.

function decibels(value) {
  return isNumber(value) ? value : null;
}

// "naive", "+ equalize": with one pass more each time.
function passName({pass}, index) {
  return index === 0 ? pass : `+\u00a0${pass}`;
}

// Chart of the SQNR of each tensor; those without error stand at the upper edge.
function buildLayers(target) {
  const finite = target.layers.map(({sqnr_db: db}) => decibels(db)).filter(isNumber);
  const top = Math.ceil((Math.max(20, ...finite) + 5) / 10) * 10;
  const equal = target.layers.map(({sqnr_db: db}) => (db === "exact" ? top : null));
  const hasEqual = equal.some(isNumber);
  return {
    type: "line",
    data: {
      labels: target.layers.map((_, i) => i + 1),
      datasets: [
        line(
            "SQNR", target.layers.map(({sqnr_db: db}) => decibels(db)), "first",
            {pointRadius: 2.5, pointHitRadius: 6, spanGaps: true}),
        ...(hasEqual ?
                [line(
                    "equal to the source", equal, "third",
                    {showLine: false, pointRadius: 4, pointStyle: "triangle", clip: false})] :
                []),
      ],
    },
    options: chartOptions({
      scales: {
        x: axis(
            "Tensor, from the input to the output", {autoSkip: true, maxTicksLimit: 16},
            {grid: {display: false}}),
        y: axis("SQNR (dB)", {}, {min: Math.min(0, ...finite), max: top})
      },
      interaction: {mode: "index", intersect: false},
      plugins: {
        legend: {...legend(), display: hasEqual},
        tooltip: tooltip({
          title: ([item]) => shortened(target.layers[item.dataIndex].tensor, 40),
          label: (item) => {
            const {op, sqnr_db: db, exact} = target.layers[item.dataIndex];
            return [op, decibelText(db), `${fixedText(exact, 2)} % of elements exact`];
          },
        })
      },
    }),
    description:
        `SQNR of ${countedText(target.layers.length, "tensor", "tensors")} along the network; ` +
        "the table of tensors holds the same values.",
  };
}

// Chart of the SQNR with the passes up to each.
function buildPasses(target) {
  return {
    type: "bar",
    data: {
      labels: target.passes.map(passName),
      datasets: [bars("SQNR", target.passes.map(({sqnr_db: db}) => decibels(db)), "first")],
    },
    options: chartOptions({
      indexAxis: "y",
      scales: {
        x: axis("SQNR of the output (dB)", {}, {suggestedMin: 0}),
        y: axis("", {}, {grid: {display: false}})
      },
      plugins: {
        legend: {display: false},
        tooltip: tooltip({
          label: ({dataIndex}) => {
            const {sqnr_db: db, agreement} = target.passes[dataIndex];
            return [decibelText(db), `agreement ${percentText(agreement)}`];
          },
        })
      },
    }),
    description:
        "SQNR of the output with one pass more each time; the table of passes holds the same values.",
  };
}
