"use strict";
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const values = JSON.parse($("values").textContent);
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  const minus = (v) => v.toFixed(1).replace("-", "−");
  root.classList.add("js");

  /* Light and dark: as the system has it, until somebody chooses. */
  const memory = {
    get: () => { try { return localStorage.getItem("tonmeister-theme"); } catch { return null; } },
    set: (v) => { try { localStorage.setItem("tonmeister-theme", v); } catch { /* a private window */ } },
  };
  const asked = new URLSearchParams(location.search).get("theme") || memory.get();
  if (asked === "light" || asked === "dark") root.dataset.theme = asked;
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    memory.set(root.dataset.theme);
  });

  /* The tape machine: two buffers on one clock, each behind its own gain. */
  const FADE_S = 0.01;
  const sounds = { before: $("sound-before"), after: $("sound-after") };
  const length = values.length_s;
  const machine = { end: length, context: null, buffers: null, sources: null, gains: null, from: 0, started: 0, rolling: false, side: "after" };

  const decode = (context, element) => {
    const text = atob(element.src.slice(element.src.indexOf(",") + 1));
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    return context.decodeAudioData(bytes.buffer);
  };
  const level = (side) => {
    if (side !== machine.side) return 0;
    return $("match").checked ? 10 ** (values.gains_db[side] / 20) : 1;
  };
  const at = () => machine.rolling
    ? Math.min(machine.from + Math.max(0, machine.context.currentTime - machine.started), machine.end)
    : machine.from;

  async function load() {
    if (machine.buffers) return;
    const Context = window.AudioContext || window.webkitAudioContext;
    machine.context = new Context();
    const [before, after] = await Promise.all([decode(machine.context, sounds.before), decode(machine.context, sounds.after)]);
    machine.buffers = { before, after };
    machine.end = Math.min(length, Math.max(before.duration, after.duration));
  }
  function halt() {
    if (!machine.sources) return;
    machine.from = at();
    for (const source of Object.values(machine.sources)) { source.onended = null; source.stop(); }
    machine.sources = null;
    machine.rolling = false;
  }
  function roll() {
    const { context } = machine;
    machine.sources = {};
    machine.gains = {};
    machine.started = context.currentTime + 0.02;
    for (const side of ["before", "after"]) {
      const source = context.createBufferSource();
      const gain = context.createGain();
      source.buffer = machine.buffers[side];
      gain.gain.value = level(side);
      source.connect(gain).connect(context.destination);
      source.start(machine.started, Math.min(machine.from, Math.max(0, source.buffer.duration - 0.01)));
      machine.sources[side] = source;
      machine.gains[side] = gain;
    }
    machine.rolling = true;
  }
  async function toggle() {
    const button = $("play");
    if (machine.rolling) {
      halt();
    } else {
      button.classList.add("busy");
      try {
        await load();
        await machine.context.resume();
        if (machine.rolling) return;
        if (machine.from >= machine.end - 0.05) machine.from = 0;
        roll();
      } catch {
        root.classList.remove("js");
        tell("This browser cannot switch between the two; they play one by one.");
        return;
      } finally {
        button.classList.remove("busy");
      }
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
  function hear(side) {
    machine.side = side;
    if (machine.rolling) {
      const now = machine.context.currentTime;
      for (const [name, { gain }] of Object.entries(machine.gains)) {
        gain.cancelScheduledValues(now);
        gain.setValueAtTime(gain.value, now);
        gain.linearRampToValueAtTime(level(name), now + FADE_S);
      }
    }
    root.classList.toggle("hearing-before", side === "before");
    root.classList.toggle("hearing-after", side === "after");
    for (const lane of all(".lane")) lane.classList.toggle("quietside", lane.dataset.side !== side);
    for (const button of all(".ab button")) button.setAttribute("aria-pressed", String(button.dataset.side === side));
    caption(null);
  }
  function tell(words) { $("said").textContent = words; }

  /* What the page shows of it. */
  const timeline = document.querySelector(".timeline");
  const lanes = $("seek");
  const marks = all(".mark");
  const help = $("caption").innerHTML;
  let pointed = null;
  function caption(mark) {
    const now = at();
    const shown = mark || pointed || (machine.rolling && marks.find((m) =>
      now >= m.dataset.seek && now < m.dataset.end && !(machine.side === "before" && m.dataset.fate === "new")));
    for (const m of marks) m.classList.toggle("on", m === shown);
    const box = $("caption");
    const id = shown ? `${marks.indexOf(shown)}${machine.side}` : "";
    if (box.dataset.shown === id) return;
    box.dataset.shown = id;
    if (!shown) { if (!machine.rolling) box.innerHTML = help; else box.textContent = ""; return; }
    const strip = document.createElement("b");
    strip.textContent = `${shown.dataset.strip}: `;
    box.replaceChildren(strip, (machine.side === "after" && shown.dataset.later) || shown.dataset.text);
    const fate = { answered: machine.side === "after" ? " Answered here." : "", left: machine.side === "after" ? " Still there." : "", new: " Heard in the record only." }[shown.dataset.fate];
    if (fate) {
      const word = document.createElement("span");
      word.className = `fate ${shown.dataset.fate}`;
      word.textContent = fate;
      box.append(word);
    }
  }
  function show() {
    const now = at();
    root.classList.toggle("rolling", machine.rolling);
    if (machine.rolling) root.classList.add("begun");
    timeline.style.setProperty("--at", (now / length).toFixed(5));
    const section = values.sections.findIndex(([, from, to]) => now >= from && now < to);
    all(".sections button").forEach((b, i) => b.classList.toggle("here", i === section && root.classList.contains("begun")));
    if ($("now")) {
      const bar = values.bars_s.filter((s) => s <= now + 0.001).length;
      const name = section >= 0 ? values.sections[section][0] : "";
      $("now").textContent = clock(now);
      $("bar").textContent = [bar ? `bar ${bar}` : "", name].filter(Boolean).join(", ");
      $("play").setAttribute("aria-label", machine.rolling ? "Pause" : "Play");
      lanes.setAttribute("aria-valuenow", now.toFixed(1));
      lanes.setAttribute("aria-valuetext", `${clock(now)} of ${clock(length)}${name ? `, ${name}` : ""}`);
    }
    caption(null);
    if (machine.rolling && now >= machine.end) { halt(); machine.from = 0; show(); return; }
    if (machine.rolling) requestAnimationFrame(show);
  }

  if (sounds.before && sounds.after) {
    const slider = { role: "slider", tabindex: "0", "aria-label": "Place in the song", "aria-valuemin": "0", "aria-valuemax": length.toFixed(1) };
    for (const [name, value] of Object.entries(slider)) lanes.setAttribute(name, value);
    $("play").addEventListener("click", toggle);
    $("match").addEventListener("change", () => hear(machine.side));
    for (const button of all(".ab button")) button.addEventListener("click", () => hear(button.dataset.side));
    const place = (event) => {
      const box = lanes.getBoundingClientRect();
      return (length * (event.clientX - box.left)) / box.width;
    };
    lanes.addEventListener("click", (event) => {
      const lane = event.target.closest(".lane");
      if (lane && lane.dataset.side !== machine.side) hear(lane.dataset.side);
      seek(place(event));
    });
    for (const button of all("[data-seek]")) {
      button.addEventListener("click", () => seek(Number(button.dataset.seek)));
    }
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target.closest("input, textarea, select, button, a, summary, audio");
      const typing = target && target.matches("input[type=search], textarea, select");
      if (typing) return;
      const key = event.key.toLowerCase();
      if (key === " " && !target) toggle();
      else if (key === "a") hear("before");
      else if (key === "b") hear("after");
      else if (key === "arrowleft" && !event.target.closest("audio")) seek(at() - 5);
      else if (key === "arrowright" && !event.target.closest("audio")) seek(at() + 5);
      else if (key === "home" && event.target === lanes) seek(0);
      else return;
      event.preventDefault();
    });
    const controls = document.querySelector(".controls");
    if ("IntersectionObserver" in window) {
      new IntersectionObserver(([player]) => {
        controls.classList.toggle("floating", !player.isIntersecting && root.classList.contains("begun"));
      }).observe(document.querySelector(".player"));
    }
  }
  for (const mark of marks) {
    for (const name of ["pointerenter", "focus"]) mark.addEventListener(name, () => { pointed = mark; caption(mark); });
    for (const name of ["pointerleave", "blur"]) mark.addEventListener(name, () => { if (machine.rolling) { pointed = null; caption(null); } });
    mark.addEventListener("click", () => { pointed = mark; caption(mark); });
  }
  hear("after");
  show();

  /* Reading a value off a picture. */
  const nearest = {
    spectrum(part) {
      const hz = 22.4 * (22400 / 22.4) ** part;
      const off = values.bands_hz.map((b) => Math.abs(Math.log(b / hz)));
      const i = off.indexOf(Math.min(...off));
      const s = values.spectrum_db;
      const band = values.bands_hz[i];
      const said = band >= 1000 ? `${(band / 1000).toFixed(1)} kHz` : `${band.toFixed(0)} Hz`;
      const kept = s.low.length ? [`kept between ${minus(s.low[i])} and ${minus(s.high[i])} dB`] : [];
      return [Math.log(band / 22.4) / Math.log(22400 / 22.4), [said, `before ${minus(s.before[i])} dB`, `after ${minus(s.after[i])} dB`, ...kept]];
    },
    loudness(part) {
      const s = part * length;
      const read = (name) => {
        const { hop_s, levels } = values.loudness_lufs[name];
        const v = levels[Math.min(Math.round(s / hop_s), levels.length - 1)];
        return v === undefined ? "no sound" : v <= -90 ? "silent" : `${minus(v)} LUFS`;
      };
      return [part, [clock(s), `before ${read("before")}`, `after ${read("after")}`]];
    },
  };
  for (const plot of all(".plot")) {
    const name = plot.dataset.plot;
    const readout = document.querySelector(`[data-for="${name}"]`);
    const legend = [...readout.childNodes];
    const cross = document.createElement("i");
    cross.className = "cross";
    const leave = () => { cross.remove(); readout.replaceChildren(...legend); };
    plot.addEventListener("pointermove", (event) => {
      const box = plot.getBoundingClientRect();
      const [part, words] = nearest[name](Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1));
      cross.style.left = `${part * 100}%`;
      plot.append(cross);
      readout.replaceChildren(...words.map((word) => Object.assign(document.createElement("span"), { textContent: word })));
    });
    plot.addEventListener("pointerleave", leave);
    if (name === "loudness" && sounds.after) plot.addEventListener("click", (event) => {
      const box = plot.getBoundingClientRect();
      seek((length * (event.clientX - box.left)) / box.width);
    });
  }

  /* Finding a decision. */
  let strip = "";
  function filter() {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const section of all(".strip")) {
      const heading = section.querySelector("h3").textContent.toLowerCase();
      let here = 0;
      for (const item of all(".decision", section)) {
        const text = `${heading} ${item.textContent.toLowerCase()}`;
        item.hidden = !words.every((word) => text.includes(word));
        here += item.hidden ? 0 : 1;
      }
      section.hidden = !here || (strip !== "" && section.dataset.strip !== strip);
      count += section.hidden ? 0 : here;
    }
    $("none").hidden = count > 0;
    tell(`${count} decisions`);
  }
  $("search").addEventListener("input", filter);
  for (const button of all("#strips button")) button.addEventListener("click", () => {
    strip = button.dataset.strip;
    for (const other of all("#strips button")) other.setAttribute("aria-pressed", String(other === button));
    filter();
  });
  for (const link of all('.ids a')) link.addEventListener("click", () => {
    const folded = document.querySelector(link.getAttribute("href"))?.closest("details");
    if (folded) folded.open = true;
  });
  for (const link of all('a[href^="#d-"]')) link.addEventListener("click", () => {
    $("search").value = "";
    document.querySelector('#strips button[data-strip=""]').click();
  });
})();
