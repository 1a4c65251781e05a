const KEY = "monitor.collection";
let listening = false;
let copied = "";
let asked = false;

export default function ({ data, setTriggerValue }) {
  copied = data.copied;
  listen();
  try {
    const held = sessionStorage.getItem(KEY);
    const first = !asked;
    asked = true;
    // A session that knows of no collection is a new one: this page was just opened, or its server came back.
    if (held && held !== data.link && (first || !data.known)) setTriggerValue("link", held);
    else if (data.link) sessionStorage.setItem(KEY, data.link);
    else if (data.known) sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the collection lives in its link alone.
  }
}

function listen() {
  if (listening) return;
  listening = true;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (button) copy(button);
    for (const menu of document.querySelectorAll("details.m-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  const shown = (event) => event.target.open && event.target.matches?.(".m-menu") && event.target.lastChild.scrollIntoView({ block: "nearest" });
  document.addEventListener("toggle", shown, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.m-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const label = button.textContent;
  if (label === copied) return;
  button.textContent = copied;
  setTimeout(() => (button.textContent = label), 2000);
}
