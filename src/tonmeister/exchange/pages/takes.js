document.documentElement.classList.add("js");
const asked = new URLSearchParams(location.search).get("theme");
if (asked === "dark" || asked === "light") document.documentElement.dataset.theme = asked;
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
const show = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (const box of target.querySelectorAll(":scope > .body > details")) box.open = true;
  const around = target.closest("details");
  if (around) around.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", show);
show();
