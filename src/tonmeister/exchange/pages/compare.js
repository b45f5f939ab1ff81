"use strict";
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const values = JSON.parse($("values").textContent);
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  const labels = values.lanes.map((lane) => lane.label);
  root.classList.add("js");

  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "light" || asked === "dark") root.dataset.theme = asked;
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  /* One clock, as many players as mixes, each behind its own gain. */
  const length = values.length_s;
  const FADE_S = 0.01;
  const machine = { context: null, buffers: null, sources: [], gains: [], from: 0, started: 0, rolling: false, side: 0 };
  const blind = { on: false, side: 0, right: 0, tries: 0 };
  const hearing = () => (blind.on ? blind.side : machine.side);
  const level = (i) => i !== hearing() ? 0
    : $("match").checked || blind.on ? 10 ** (values.lanes[i].gain_db / 20) : 1;
  const at = () => machine.rolling
    ? Math.min(machine.from + Math.max(0, machine.context.currentTime - machine.started), length)
    : machine.from;

  async function load() {
    if (machine.buffers) return;
    const Context = window.AudioContext || window.webkitAudioContext;
    machine.context = new Context();
    machine.buffers = await Promise.all(labels.map((label) => {
      const source = $(`sound-${label}`).src;
      const text = atob(source.slice(source.indexOf(",") + 1));
      return machine.context.decodeAudioData(Uint8Array.from(text, (c) => c.charCodeAt(0)).buffer);
    }));
  }
  function halt() {
    machine.from = at();
    for (const source of machine.sources) if (source) source.stop();
    machine.sources = [];
    machine.rolling = false;
  }
  function roll() {
    const { context } = machine;
    machine.started = context.currentTime + 0.02;
    machine.gains = [];
    machine.sources = values.lanes.map((lane, i) => {
      const gain = context.createGain();
      gain.gain.value = level(i);
      gain.connect(context.destination);
      machine.gains.push(gain);
      const buffer = machine.buffers[i];
      const place = machine.from + lane.starts_s;
      if (place >= buffer.duration) return null;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(gain);
      source.start(machine.started + Math.max(0, -place), Math.max(0, place));
      return source;
    });
    machine.rolling = true;
  }
  async function toggle() {
    if (machine.rolling) { halt(); show(); return; }
    $("play").classList.add("busy");
    try {
      await load();
      await machine.context.resume();
      if (machine.rolling) return;
      if (machine.from >= length - 0.05) machine.from = 0;
      roll();
    } catch {
      root.classList.remove("js");
      $("said").textContent = "This browser cannot switch between them; they play one by one.";
      return;
    } finally {
      $("play").classList.remove("busy");
    }
    show();
  }
  function seek(s) {
    const rolling = machine.rolling;
    if (rolling) halt();
    machine.from = Math.min(Math.max(s, 0), length);
    if (rolling) roll();
    root.classList.add("begun");
    show();
  }
  function levels() {
    if (!machine.rolling) return;
    const now = machine.context.currentTime;
    machine.gains.forEach((gain, i) => {
      gain.gain.cancelScheduledValues(now);
      gain.gain.setValueAtTime(gain.gain.value, now);
      gain.gain.linearRampToValueAtTime(level(i), now + FADE_S);
    });
  }
  function hear(i) {
    machine.side = i;
    blind.on = false;
    look();
    levels();
  }
  function look() {
    root.classList.toggle("hidden-side", blind.on);
    if ($("blind")) $("blind").setAttribute("aria-pressed", String(blind.on));
    all(".lane").forEach((lane, i) => lane.classList.toggle("quietside", !blind.on && i !== machine.side));
    all(".ab button").forEach((b, i) => b.setAttribute("aria-pressed", String(!blind.on && i === machine.side)));
    if (!blind.on) $("caption").innerHTML = help;
  }

  /* Blind: one of them plays unnamed. Guess; it tells, and draws again. */
  const help = $("caption").innerHTML;
  const draw = () => { blind.side = Math.floor(Math.random() * labels.length); };
  function chance(right, tries) {
    const p = 1 / labels.length;
    let sum = 0;
    for (let k = right; k <= tries; k += 1) {
      let ways = 1;
      for (let j = 0; j < k; j += 1) ways = (ways * (tries - j)) / (j + 1);
      sum += ways * p ** k * (1 - p) ** (tries - k);
    }
    return Math.min(1, sum);
  }
  function ask(before) {
    const box = document.createElement("span");
    box.className = "guess";
    const score = blind.tries
      ? ` ${blind.right} of ${blind.tries} right; by guessing ${(100 * chance(blind.right, blind.tries)).toFixed(0)} % do as well.` : "";
    box.append(`${before}${score} Which one is it?`);
    labels.forEach((label, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.dataset.guess = label;
      button.addEventListener("click", () => {
        blind.tries += 1;
        const was = labels[blind.side];
        if (i === blind.side) blind.right += 1;
        draw();
        levels();
        ask(i === labels.indexOf(was) ? "Right." : `No, it was ${was}.`);
      });
      box.append(button);
    });
    $("caption").replaceChildren(box);
  }
  function hide() {
    if (blind.on) { hear(machine.side); return; }
    blind.on = true;
    draw();
    look();
    levels();
    ask("");
  }

  const timeline = document.querySelector(".timeline");
  const lanes = $("seek");
  function show() {
    const now = at();
    root.classList.toggle("rolling", machine.rolling);
    if (machine.rolling) root.classList.add("begun");
    timeline.style.setProperty("--at", (now / length).toFixed(5));
    $("now").textContent = clock(now);
    $("play").setAttribute("aria-label", machine.rolling ? "Pause" : "Play");
    if (machine.rolling && now >= length) { halt(); machine.from = 0; show(); return; }
    if (machine.rolling) requestAnimationFrame(show);
  }

  $("play").addEventListener("click", toggle);
  if ($("blind")) $("blind").addEventListener("click", hide);
  $("match").addEventListener("change", levels);
  all(".ab button").forEach((button, i) => button.addEventListener("click", () => hear(i)));
  const place = (event, box) => (length * (event.clientX - box.left)) / box.width;
  lanes.addEventListener("click", (event) => {
    const lane = event.target.closest(".lane");
    if (lane && !blind.on) hear(labels.indexOf(lane.dataset.side));
    seek(place(event, lanes.getBoundingClientRect()));
  });
  for (const plot of all(".plot[data-time]")) {
    plot.addEventListener("click", (event) => seek(place(event, plot.getBoundingClientRect())));
  }
  for (const button of all("[data-seek]")) {
    button.addEventListener("click", () => seek(Number(button.dataset.seek)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toUpperCase();
    if (key === " " && !event.target.closest("button, input, audio")) toggle();
    else if (labels.includes(key)) hear(labels.indexOf(key));
    else if (key === "X" && $("blind")) hide();
    else if (key === "ARROWLEFT") seek(at() - 5);
    else if (key === "ARROWRIGHT") seek(at() + 5);
    else return;
    event.preventDefault();
  });
  look();
  show();
})();
