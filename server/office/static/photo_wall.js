// The photo wall: leaves near the reader are filled, those far away are emptied again, so that the page stays small.
"use strict";

const AHEAD = "1800px 0px";
const AT_ONCE = 2;
const A_FRAME = 8;
const KEPT = 14;

const wall = document.querySelector(".wall.leaves");
const near = new Set();
const coming = new Map();
const filled = new Map(); // from a leaf to the door that stood in its place, the one longest out of sight first

function addressOf(leaf) {
  const address = new URL(location.href);
  address.hash = "";
  for (const name of ["after", "until"]) address.searchParams.set(name, leaf.dataset[name]);
  if (!leaf.dataset.after) address.searchParams.delete("after");
  return address;
}

async function photosOf(leaf, signal) {
  const answer = await fetch(addressOf(leaf), { headers: { "X-Leaf": "1" }, signal });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html").body.children;
}

// A few photos a frame: laying a whole leaf out at once would hold a slow machine up.
async function fill(leaf, photos) {
  const door = leaf.querySelector(".door");
  const wasHere = document.activeElement === door;
  const each = Math.max(1, photos[0]?.querySelectorAll("img").length ?? 1); // a pair has two, an outlet more
  const few = Math.max(1, Math.floor(A_FRAME / each));
  leaf.replaceChildren(...photos.splice(0, few));
  filled.set(leaf, door);
  if (wasHere) leaf.querySelector("a")?.focus({ preventScroll: true });
  while (photos.length > 0) {
    await new Promise(requestAnimationFrame);
    leaf.append(...photos.splice(0, few));
  }
}

function tidy() {
  for (const [leaf, door] of filled) {
    if (filled.size <= KEPT) return;
    if (near.has(leaf) || leaf.contains(document.activeElement)) continue;
    leaf.replaceChildren(door);
    filled.delete(leaf);
  }
}

async function turnTo(leaf) {
  const stop = new AbortController();
  coming.set(leaf, stop);
  try {
    await fill(leaf, Array.from(await photosOf(leaf, stop.signal)));
    tidy();
  } catch {
    if (!stop.signal.aborted) {
      leaf.querySelector(".door").textContent = wall.dataset.failed;
      near.delete(leaf); // it is asked for again when the reader comes back to it
    }
  }
  coming.delete(leaf);
  next();
}

function next() {
  for (const leaf of near) {
    if (coming.size >= AT_ONCE) return;
    if (!coming.has(leaf) && leaf.querySelector(".door")) turnTo(leaf);
  }
}

function look(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) near.add(target);
    else {
      near.delete(target);
      coming.get(target)?.abort();
      if (filled.has(target)) filled.set(target, takeOut(target));
    }
  }
  next();
}

function takeOut(leaf) {
  const door = filled.get(leaf);
  filled.delete(leaf);
  return door;
}

if (wall) {
  const watch = new IntersectionObserver(look, { rootMargin: AHEAD });
  for (const leaf of wall.querySelectorAll(".leaf")) watch.observe(leaf);
}
