// Keys on the desk's tables: j and k move between rows, / goes to the filters, f to what finds in the table. Everything else is plain links.
"use strict";

function rowsOf(table) {
  return Array.from(table.querySelectorAll("tbody tr"), (row) => row.querySelector("a")).filter(Boolean);
}

function step(table, by) {
  const doors = rowsOf(table);
  if (doors.length === 0) return;
  const here = doors.findIndex((door) => door.closest("tr").contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(doors.length - 1, Math.max(0, here + by));
  doors[next].focus();
  doors[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const table = document.querySelector("table[data-keys]");
  if (table && event.key === "j") step(table, 1);
  else if (table && event.key === "k") step(table, -1);
  else if (event.key === "/" || event.key === "f") {
    const first = document.querySelector(event.key === "f" ? ".find input" : ".filters input, .filters select");
    if (!first) return;
    event.preventDefault();
    first.focus();
  }
});

// On a small screen the filters wait behind their name; without scripts they stay open.
const narrow = document.querySelector("details.narrow");
if (narrow && window.matchMedia("(max-width: 40rem)").matches) narrow.open = false;

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "why") event.target.focus();
});

// The masthead's further places close again when somebody looks elsewhere or presses Escape.
const further = document.querySelector(".further");
if (further) {
  document.addEventListener("click", (event) => { if (!further.contains(event.target)) further.open = false; });
  further.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    further.open = false;
    further.querySelector("summary").focus();
  });
}
