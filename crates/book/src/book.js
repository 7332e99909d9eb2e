// What the book adds to the walks on its pages: which goals this browser has reached.
(() => {
  "use strict";
  const KEY = "racelab-reached";

  /** The goals that this browser has reached; none where it keeps nothing. */
  function reached() {
    try {
      return new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
    } catch {
      return new Set();
    }
  }

  function keep(goals) {
    try {
      localStorage.setItem(KEY, JSON.stringify([...goals]));
    } catch { /* A browser may keep nothing: then the page forgets. */ }
  }

  const name = (lab, program, task) => [lab, program, task].join(" | ");

  /** The list of all games, with what is reached. */
  function show() {
    const goals = reached();
    const lines = [...document.querySelectorAll(".games li")];
    let count = 0;
    for (const line of lines) {
      const { lab, program, task } = line.dataset;
      const is = goals.has(name(lab, program, task));
      count += is;
      line.classList.toggle("done", is);
      line.querySelector(".mark")?.remove();
      if (!is) continue;
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.textContent = " ✓ reached";
      line.append(mark);
    }
    for (const sentence of document.querySelectorAll(".games-reached")) {
      sentence.textContent = `This browser has reached ${count} of ${lines.length} goals. `;
    }
    for (const forget of document.querySelectorAll(".games-forget")) forget.disabled = goals.size === 0;
  }

  for (const sentence of document.querySelectorAll(".games-reached")) {
    const forget = document.createElement("button");
    forget.type = "button";
    forget.className = "games-forget";
    forget.textContent = "Forget them";
    forget.addEventListener("click", () => {
      keep([]);
      show();
    });
    sentence.after(forget);
  }

  document.addEventListener("goal-reached", ({ detail }) => {
    keep(reached().add(name(detail.lab, detail.program, detail.task)));
    show();
  });
  // Another page of the book may be open beside this one.
  addEventListener("storage", show);
  show();

  // A line of the list of all games names its goal: page.html?goal=2#figure-04-1.
  const goal = new URLSearchParams(location.search).get("goal");
  const choice = document.getElementById(location.hash.slice(1))?.querySelector("select");
  if (goal && choice) {
    choice.value = goal - 1;
    choice.dispatchEvent(new Event("change"));
  }

  for (const walker of document.querySelectorAll("race-walker")) {
    // mdBook turns the page at an arrow and searches at an s.
    walker.addEventListener("keydown", (event) => event.stopPropagation());
    // Several figures on a page have the same parts; a landmark's name occurs once.
    for (const part of walker.querySelectorAll("section, [role=region], [role=toolbar]")) {
      part.setAttribute("aria-label", `${part.getAttribute("aria-label")}, figure ${walker.id}`);
    }
  }

  // What mdBook leaves out for readers who do not see the page, or have no mouse.
  document.getElementById("mdbook-menu-bar")?.setAttribute("role", "banner");
  const label = document.getElementById("mdbook-sidebar-toggle");
  const box = document.getElementById("mdbook-sidebar-toggle-anchor");
  if (label && box) {
    const button = document.createElement("button");
    button.type = "button";
    for (const name of ["id", "class", "title", "aria-label", "aria-controls"]) {
      button.setAttribute(name, label.getAttribute(name) ?? "");
    }
    button.append(...label.childNodes);
    const tell = () => button.setAttribute("aria-expanded", String(box.checked));
    button.addEventListener("click", () => box.click());
    box.addEventListener("change", tell);
    tell();
    label.replaceWith(button);
  }
  for (const head of document.querySelectorAll("th:empty")) head.replaceWith(document.createElement("td"));
  for (const wide of document.querySelectorAll("pre > code, .table-wrapper")) wide.tabIndex = 0;
})();
