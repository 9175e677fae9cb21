// The inbox by keys. Each item is a plain form that works without this; here the next one is there before the answer is.
"use strict";

const feed = document.querySelector(".feed");
const told = document.getElementById("inbox-told");
const undoButton = document.getElementById("inbox-undo");
const done = [];
let current = null;

function left() {
  return Array.from(feed.querySelectorAll(".item:not([hidden])"));
}

function choose(item, focus = true) {
  if (current) current.classList.remove("current");
  current = item;
  if (!item) return;
  item.classList.add("current");
  for (const image of item.querySelectorAll("img")) image.loading = "eager";
  const next = item.nextElementSibling;
  if (next) for (const image of next.querySelectorAll("img")) image.loading = "eager";
  if (focus) item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const items = left();
  const here = items.indexOf(current);
  choose(items[Math.max(0, Math.min(items.length - 1, here < 0 ? 0 : here + by))]);
}

function count(pile, by) {
  const place = document.querySelector(`[data-count="${pile}"]`);
  if (place) place.textContent = String(Number(place.textContent) + by);
}

function say(text) {
  told.textContent = text;
}

async function post(form, fields) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Inbox": "1" }, keepalive: true });
  if (!answer.ok) throw new Error(String(answer.status));
}

function putBack(act) {
  act.item.hidden = false;
  count(act.state, -1);
  count(act.from, 1);
  choose(act.item);
}

function sort(item, state) {
  const from = feed.dataset.pile;
  if (!item || state === from) return;
  const items = left();
  const after = items[items.indexOf(item) + 1] || items[items.indexOf(item) - 1] || null;
  const act = { item, state, from };
  act.sent = post(item.querySelector("form"), { state }).catch(() => {
    done.splice(done.indexOf(act), 1);
    putBack(act);
    say(told.dataset.failed);
  });
  done.push(act);
  item.hidden = true;
  count(from, -1);
  count(state, 1);
  undoButton.hidden = false;
  say(after ? told.dataset.sorted : told.dataset.done);
  choose(after);
  if (!after) undoButton.focus();
}

async function undo() {
  const act = done.pop();
  if (!act) return;
  await act.sent;
  putBack(act);
  undoButton.hidden = done.length === 0;
  try {
    await post(act.item.querySelector("form"), { act: "undo" });
    say(told.dataset.back);
  } catch {
    say(told.dataset.failed);
  }
}

function write(event) {
  const field = current && current.querySelector("textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function inText(event) {
  if (event.key === "Escape") choose(current);
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sort(current, "decided");
  else return;
  event.preventDefault();
}

function byKey(event) {
  if (event.target.closest("textarea")) return inText(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "r") write(event);
  else if (event.key === "u") undo();
  else if (event.key === "o" && current) current.querySelector("[data-open]").click();
  else if (current) {
    const button = current.querySelector(`button[data-key="${event.key}"]`);
    if (button) sort(current, button.value);
  }
}

if (feed) {
  feed.classList.add("keyed");
  document.addEventListener("keydown", byKey);
  feed.addEventListener("focusin", (event) => {
    const item = event.target.closest(".item");
    if (item && item !== current) choose(item, false);
  });
  feed.addEventListener("submit", (event) => {
    event.preventDefault();
    sort(event.target.closest(".item"), event.submitter ? event.submitter.value : "read");
  });
  undoButton.addEventListener("click", undo);
  choose(left()[0]);
}
