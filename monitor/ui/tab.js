// Several monitors may have one host: each keeps what is its own.
const KEY = "monitor.collection" + new URL(window.__streamlit.BACKEND_BASE_URL).pathname.replace(/\/$/, "");
const LATE = 1500; // after which what the tab holds is sent again: another choice can have taken its place
const LATEST = 30000;
let asked = false;
let told = 0;
let waiting;

function send(setTriggerValue, held, again = LATE) {
  setTriggerValue("link", held);
  waiting = setTimeout(() => send(setTriggerValue, held, Math.min(2 * again, LATEST)), again);
}

export default function ({ data, setTriggerValue }) {
  clearTimeout(waiting);
  try {
    const held = sessionStorage.getItem(KEY);
    const first = !asked;
    asked = true;
    // A session that knows of no collection is a new one: this page was just opened, or its server came back.
    if (held && held !== data.link && (first || !data.known)) send(setTriggerValue, held);
    else if (data.link) sessionStorage.setItem(KEY, data.link);
    else if (data.known) sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the collection lives in its link alone.
  }
  if (data.told && data.told.count > told) window.dispatchEvent(new CustomEvent("monitor-told", { detail: data.told }));
  told = data.told?.count ?? 0;
}
