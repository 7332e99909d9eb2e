// The element <race-walker>: a reader is the scheduler of a small program.
//
// All text of the graph may be a student's, so it reaches the page as text and never as HTML.

class RaceWalker extends HTMLElement {
  connectedCallback() {
    const data = this.querySelector("script[type='application/json']");
    if (!data || this.walk) return;
    const graph = new Graph(JSON.parse(data.textContent));
    // A figure of a book is one thing of many on its page.
    this.isFigure = "figure" in this.dataset;
    const goal = Math.min(Number(this.dataset.goal ?? 1), graph.goals.length) - 1;
    this.walk = new Walk(graph, Math.max(0, goal));
    this.build();
    this.listen();
    this.follow();
  }

  // ---- What a reader does: each act is one of the walk, and is shown.

  step(letter, choice) {
    this.move(() => this.walk.step(letter, choice));
  }

  showMe() {
    this.move(() => this.walk.showMe());
  }

  /** Shows an act that may make a step, and tells the page around if it reached the goal. */
  move(act) {
    const { walk } = this;
    const before = walk.path.length;
    this.show(act());
    if (walk.path.length === before || !walk.isReached() || walk.shown) return;
    const { lab, instance: program } = walk.graph.about;
    const detail = { lab, program, task: walk.aim.task };
    this.dispatchEvent(new CustomEvent("goal-reached", { bubbles: true, detail }));
  }

  // ---- The page.

  build() {
    const { goals } = this.walk.graph;
    const name = `${this.id || "race"}-goal`;
    filled(this, { role: "group", "aria-labelledby": name }, []);
    this.task = make("p", { class: "goal", id: name });
    const head = make("div", { class: "head" }, this.task);
    if (goals.length > 1) {
      const select = make("select", { "aria-label": "Goal" }, ...goals.map((goal, at) => make("option", { value: at }, `${at + 1} of ${goals.length}`)));
      select.value = this.walk.goal;
      select.onchange = () => this.show(this.walk.choose(Number(select.value)));
      head.append(select);
    }
    this.status = make("p", { class: "say", role: "status" });
    this.source = make("section", { class: "source", "aria-label": "Source", tabindex: "0" });
    this.shared = make("section", { class: "shared", "aria-label": "Memory, locks and queues" });
    this.picture = make("figure", { class: "progress" });
    this.lanes = make("table", { class: "lanes" });
    this.scroll = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The steps so far" }, this.lanes);
    this.address = make("p", { class: "schedule" });
    const side = make("div", { class: "side" }, this.shared, this.picture);
    this.append(head, this.buildCards(), this.buildBar(), this.status, make("div", { class: "sheet" }, this.source, side), this.scroll, this.address);
    this.parentElement?.querySelector("[data-replaced]")?.setAttribute("hidden", "");
  }

  /** A card for each thread: its buttons stay where they are, so that the focus does. */
  buildCards() {
    this.cards = new Map();
    const all = make("div", { class: "threads" });
    for (const letter of this.walk.letters) {
      const parts = { text: make("div", { class: "next" }), more: make("div", { class: "choices" }) };
      const children = [parts.text, parts.more];
      if (this.walk.movers.includes(letter)) {
        parts.button = make("button", { type: "button", class: "step" }, letter);
        parts.button.onclick = () => this.step(letter);
        children.unshift(parts.button);
      } else children.unshift(make("span", { class: "still" }, letter));
      parts.card = make("section", { class: `card ${colour(letter)}`, "aria-label": `Thread ${letter}` }, ...children);
      this.cards.set(letter, parts);
      all.append(parts.card);
    }
    return all;
  }

  buildBar() {
    const { walk } = this;
    const bar = make("div", { class: "bar", role: "toolbar", "aria-label": "Walk" });
    this.keys = new Map([["backspace", () => this.show(walk.undo())]]);
    const add = (label, key, act, is = true) => {
      const button = make("button", { type: "button", "aria-disabled": String(!is) }, `${label} `, make("kbd", { "aria-hidden": "true" }, key));
      button.onclick = act;
      bar.append(button);
      this.keys.set(key, act);
      return button;
    };
    this.undoing = add("Undo", "u", () => this.show(walk.undo()));
    add("Restart", "r", () => this.show(walk.restart()));
    add("Hint", "h", () => this.show(walk.hint()), Boolean(walk.aim));
    add("Show me", "s", () => this.showMe(), Boolean(walk.aim));
    return bar;
  }

  listen() {
    const alone = !this.isFigure && document.querySelectorAll("race-walker").length === 1;
    const act = (event) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || target.closest("select, input, textarea")) return;
      const key = event.key.toLowerCase();
      const letter = event.key.toUpperCase();
      if (key === "escape") document.activeElement?.blur();
      else if (this.walk.movers.includes(letter)) this.step(letter);
      else if (/^[1-9]$/.test(key) && this.choices[key - 1]) this.choices[key - 1]();
      else if (this.keys.has(key)) this.keys.get(key)();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    (alone ? document : this).addEventListener("keydown", act);
    addEventListener("hashchange", () => {
      // In a book the address may lead to a heading, or to another figure.
      if (!this.isFigure || location.hash.includes(`${this.id}=`)) this.follow();
    });
  }

  show(sentence) {
    const { walk } = this;
    this.note(walk.schedule);
    showGoal(walk, this.task);
    this.choices = [];
    for (const [letter, parts] of this.cards) {
      showCard(walk, letter, parts, (choice) => {
        const act = () => this.step(letter, choice);
        return [this.choices.push(act), act];
      });
    }
    this.undoing.setAttribute("aria-disabled", String(walk.path.length === 0));
    showSource(walk, this.source);
    showShared(walk, this.shared);
    showProgress(walk, this.picture);
    showLanes(walk, this.lanes);
    this.scroll.scrollTop = this.scroll.scrollHeight;
    showSchedule(walk, this.address);
    this.status.textContent = sentence;
  }

  // ---- The address.

  /** Walks as the address says: #05=AB2A, or #AB2A where this is the only walk of the page. */
  follow() {
    const text = decodeURIComponent(location.hash.slice(1));
    const own = text.split("&").find((pair) => pair.startsWith(`${this.id}=`));
    const wanted = read(own ? own.slice(this.id.length + 1) : this.isFigure || text.includes("=") ? "" : text);
    // The address that the walk itself has written.
    if (this.walk.path.length && this.walk.schedule === written(wanted)) return;
    this.show(this.walk.follow(wanted));
  }

  /** Puts the walk into the address, beside those of other figures. */
  note(schedule) {
    const others = location.hash.slice(1).split("&").filter((pair) => pair.includes("=") && !pair.startsWith(`${this.id}=`));
    if (schedule) others.push(`${this.id}=${schedule}`);
    // The address of a heading stays.
    else if (this.isFigure && !location.hash.includes(`${this.id}=`)) return;
    try {
      history.replaceState(null, "", others.length ? `#${others.join("&")}` : location.pathname + location.search);
    } catch { /* A page inside of another one may have no history. */ }
  }
}

customElements.define("race-walker", RaceWalker);
