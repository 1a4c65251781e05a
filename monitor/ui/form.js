// A form whose every choice is sent at once. Its HTML is the server's; focus, open panels and what a reader typed go
// along when it is drawn anew.
const LATE = 5000 // after which a choice that no answer knows of is sent again: the server may have started anew
const BACK = 1500 // the same after a connection that came back, by when the server has drawn the page
const MOST = 4 // times that a choice is sent, after which the form shows what the server says
const RELEASED = 50 // after a press, by which its click has come

export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(":scope > .m-form-box")
  if (!box) {
    box = document.createElement("div")
    box.className = "m-form-box"
    box.addEventListener("change", (event) => event.target.name && send(box, event.target.form))
    box.addEventListener("submit", (event) => {
      event.preventDefault()
      send(box, event.target, event.submitter)
    })
    // Between press and release nothing is taken from under a finger: the click would be nowhere.
    box.addEventListener("pointerdown", () => {
      clearTimeout(box.release)
      box.held = true
    })
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => {
        if (box.held) box.release = setTimeout(() => ((box.held = false), answer(box)), RELEASED)
      })
    }
    window.addEventListener("monitor-connection", ({ detail }) => {
      box.gone = !detail
      wait(box, BACK)
    })
    parentElement.append(box)
  }
  box.choose = (choice) => setTriggerValue("choice", choice)
  box.data = data
  answer(box)
}

function answer(box) {
  const { html, count } = box.data
  if (count >= box.asked?.count) done(box)
  if (!box.asked && !box.held && box.drawn !== html) draw(box, html)
}

function send(box, form, button) {
  const asked = new FormData(form, button?.name ? button : null)
  box.last = Math.max((box.last ?? 0) + 1, Date.now())
  box.asked = { query: new URLSearchParams(asked).toString(), count: box.last }
  box.times = 0
  ask(box)
  foresee(box)
  const menu = button?.closest("details")
  if (menu && !button.hasAttribute("data-stay")) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
}

function done(box) {
  box.asked = null
  window.dispatchEvent(new CustomEvent("monitor-answered"))
}

// The chart is asked for besides, and drawn while Streamlit still draws the page; whatever comes too late is let go.
async function foresee(box) {
  if (!box.data.ahead) return
  const { query } = box.asked
  try {
    const answered = await fetch(`${box.data.ahead}?${query}`)
    const html = answered.status === 200 ? await answered.text() : ""
    if (html && box.asked?.query === query) window.dispatchEvent(new CustomEvent("monitor-ahead", { detail: html }))
  } catch {
    // Without a connection the page says so itself.
  }
}

// A choice is sent until an answer knows of it; the server takes it once.
function ask(box) {
  box.times += 1
  box.choose(box.asked)
  wait(box, LATE)
}

function wait(box, time) {
  clearTimeout(box.waiting)
  box.waiting = setTimeout(() => {
    if (!box.asked || box.gone || !box.isConnected) return
    if (box.times < MOST) return ask(box)
    done(box)
    draw(box, box.data.html)
  }, time)
}

function draw(box, html) {
  const focused = box.contains(document.activeElement) ? place(document.activeElement) : null
  const open = [...box.querySelectorAll("details[open]")].map((menu) => menu.dataset.menu)
  const typed = [...box.querySelectorAll("[data-find]")].map((field) => field.value)
  // Only what is open can be scrolled; asking the rest would lay the page out.
  const scrolled = [...box.querySelectorAll("details[open] > .m-panel")].map((panel) => panel.scrollTop)
  const fresh = document.createElement("div")
  fresh.innerHTML = box.drawn = html
  if (box.firstChild) become(box, fresh)
  else box.innerHTML = html
  for (const id of open) box.querySelector(`details[data-menu="${id}"]`)?.setAttribute("open", "")
  box.querySelectorAll("[data-find]").forEach((field, at) => {
    if (!typed[at]) return
    field.value = typed[at]
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
  if (scrolled.some(Boolean)) box.querySelectorAll("details[open] > .m-panel").forEach((panel, at) => (panel.scrollTop = scrolled[at] ?? 0))
  if (focused) (focused.map((selector) => box.querySelector(selector)).find(Boolean) ?? null)?.focus({ preventScroll: true })
}

// Makes a drawn element what a fresh one is, in place as far as the two have the same parts: what is under a finger or has
// focus stays the same element.
function become(drawn, fresh) {
  const selected = fresh.selectedIndex // before its options go over
  for (const { name } of drawn.matches(".m-form-box") ? [] : [...drawn.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) drawn.removeAttribute(name)
  for (const { name, value } of fresh.attributes) if (drawn.getAttribute(name) !== value) drawn.setAttribute(name, value)
  const [parts, wanted] = [drawn, fresh].map((element) => [...element.childNodes])
  const alike = parts.length === wanted.length && parts.every((part, at) => part.nodeName === wanted[at].nodeName)
  if (!alike) drawn.replaceChildren(...wanted)
  else parts.forEach((part, at) => (part.nodeType === Node.TEXT_NODE ? (part.data = wanted[at].data) : become(part, wanted[at])))
  if (drawn.matches("input")) drawn.checked = fresh.hasAttribute("checked")
  if (drawn.matches("select")) drawn.selectedIndex = selected
}

// Where focus is: the same control, else the panel that it was in.
function place(element) {
  const menu = element.closest("details")?.dataset.menu
  const summary = menu ? [`details[data-menu="${menu}"] > summary`] : []
  if (element.matches("summary")) return summary
  if (element.hasAttribute("data-find")) return ["[data-find]", ...summary]
  if (!element.name) return summary
  const name = `[name="${CSS.escape(element.name)}"]`
  const own = element.matches("select") ? [...element.form.querySelectorAll(name)].indexOf(element) : -1
  const same = own < 0 ? `${name}[value="${CSS.escape(element.value)}"]` : name
  return [same, ...summary]
}
