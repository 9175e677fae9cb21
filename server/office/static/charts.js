// Draws the charts of a page from their specifications, in the page's own colours. Expressions are interpreted, since
// the policy of the desk lets nobody make code from text.
"use strict";

const look = getComputedStyle(document.documentElement);
const ink = (name) => look.getPropertyValue(name).trim();

function clothes() {
  const text = { labelColor: ink("--soft"), titleColor: ink("--soft"), labelFont: ink("--sans"), titleFont: ink("--sans") };
  return {
    background: "transparent",
    font: ink("--sans"),
    view: { stroke: null },
    axis: { ...text, gridColor: ink("--rule"), domainColor: ink("--soft"), tickColor: ink("--soft"), labelFontSize: 12, titleFontWeight: "normal" },
    legend: { ...text, labelFontSize: 12, labelLimit: 0, symbolSize: 90 },
    header: { labelColor: ink("--ink"), labelFont: ink("--sans"), labelFontSize: 12, labelFontWeight: "bold" },
    text: { color: ink("--ink"), font: ink("--sans") },
  };
}

// On a narrow screen names may take no more than two fifths of the width, or nothing is left to draw on.
function fitted(part, width) {
  if (Array.isArray(part)) return part.map((each) => fitted(each, width));
  if (part === null || typeof part !== "object") return part;
  const found = Object.fromEntries(Object.entries(part).map(([name, each]) => [name, name === "data" || name === "datasets" ? each : fitted(each, width)]));
  if (typeof found.labelLimit === "number" && found.labelLimit > 0) found.labelLimit = Math.min(found.labelLimit, Math.round(width * 0.4));
  return found;
}

async function draw(place) {
  place.dataset.drawn = "";
  const options = { ast: true, actions: false, defaultStyle: false, tooltip: false, renderer: "canvas", config: clothes() };
  await vegaEmbed(place, fitted(JSON.parse(place.dataset.spec), place.clientWidth), options);
  place.dataset.drawn = "done";
}

function drawAll() {
  for (const place of document.querySelectorAll(".vega[data-spec]:not([data-drawn])")) draw(place);
}

document.addEventListener("htmx:afterSettle", drawAll);
drawAll();
