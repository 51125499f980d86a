"use strict";
// Charts that follow the state of the page and its colours.

// The colour of that name in page.css, as it is now.
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const views = [];

// A chart in the canvas of that id. `build` returns its type, data, options and a description for
// screen readers, all for the present state; refresh() draws it again.
class ChartView {
  constructor(id, build) {
    this.canvas = byId(id);
    this.build = build;
    this.chart = null;
    this.canvas.setAttribute("role", "img");
    views.push(this);
    this.refresh();
  }

  refresh() {
    const {type, data, options, description} = this.build();
    this.canvas.setAttribute("aria-label", description);
    if (this.chart === null) {
      this.chart = new Chart(this.canvas, {type, data, options});
    } else {
      this.chart.data = data;
      this.chart.options = options;
      this.chart.update("none");
    }
  }
}

// An axis; further options of Chart.js go into `more`, those of its ticks into `ticks`.
function axis(title, ticks = {}, more = {}) {
  return {
    title: {display: title !== "", text: title, color: colour("muted")},
    ticks: {color: colour("muted"), maxRotation: 0, ...ticks},
    grid: {color: colour("line"), borderColor: colour("line")},
    ...more,
  };
}

function legend(more = {}) {
  return {
    position: "bottom",
    onClick: () => {},
    labels: {color: colour("text"), usePointStyle: true, boxWidth: 8, boxHeight: 8, ...more},
  };
}

function tooltip(callbacks, more = {}) {
  return {
    backgroundColor: colour("text"),
    titleColor: colour("page"),
    bodyColor: colour("page"),
    displayColors: false,
    padding: 8,
    callbacks,
    ...more,
  };
}

// A tooltip's filter: the first item of a data set that `isShown` keeps.
function firstOf(isShown) {
  return (item, _, items) => item === items.find(({dataset}) => isShown(dataset));
}

function chartOptions(more) {
  return {animation: false, maintainAspectRatio: false, ...more};
}

// A line over `values` that stand for steps of the search, passes, layers ...
function line(label, values, colourName, more = {}) {
  return {
    type: "line",
    label,
    data: values,
    borderColor: colour(colourName),
    backgroundColor: colour(colourName),
    borderWidth: 2,
    pointRadius: 0,
    ...more,
  };
}

function bars(label, values, colourName, more = {}) {
  return {
    label,
    data: values,
    backgroundColor: colour(colourName),
    categoryPercentage: 0.8,
    barPercentage: 0.95,
    pointStyle: "rect",
    ...more
  };
}

function refreshCharts() {
  for (const view of views) view.refresh();
}

// To be called before the first chart.
function prepareCharts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  byId("chart-version").textContent = Chart.version;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refreshCharts);
  const paper = (isPaper) => {
    document.documentElement.classList.toggle("on-paper", isPaper);
    if (isPaper)
      for (const details of document.querySelectorAll("details")) details.open = true;
    refreshCharts();
    for (const view of views) view.chart.resize();
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
}
