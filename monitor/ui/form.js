// A form whose every choice is sent at once. Its HTML is the server's; focus, open panels and what a reader typed go
// along when it is drawn anew.
const LATE = 5000 // after which an answer counts though a later choice is on its way: the server may have started anew

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
    parentElement.append(box)
  }
  box.choose = (choice) => setTriggerValue("choice", choice)
  const waiting = box.sent && data.count < box.sent && Date.now() - box.when < LATE
  if (!waiting && box.drawn !== data.html) draw(box, data.html)
}

function send(box, form, button) {
  const asked = new FormData(form, button?.name ? button : null)
  box.sent = Math.max(box.sent ?? 0, Date.now())
  box.when = Date.now()
  box.choose({ query: new URLSearchParams(asked).toString(), count: box.sent })
  const menu = button?.closest("details")
  if (menu && !button.hasAttribute("data-stay")) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
}

function draw(box, html) {
  const focused = box.contains(document.activeElement) ? place(document.activeElement) : null
  const open = [...box.querySelectorAll("details[open]")].map((menu) => menu.dataset.menu)
  const typed = [...box.querySelectorAll("[data-find]")].map((field) => field.value)
  const scrolled = [...box.querySelectorAll(".m-panel")].map((panel) => panel.scrollTop)
  box.innerHTML = box.drawn = html
  for (const id of open) box.querySelector(`details[data-menu="${id}"]`)?.setAttribute("open", "")
  box.querySelectorAll("[data-find]").forEach((field, at) => {
    field.value = typed[at] ?? ""
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
  box.querySelectorAll(".m-panel").forEach((panel, at) => (panel.scrollTop = scrolled[at] ?? 0))
  if (focused) (focused.map((selector) => box.querySelector(selector)).find(Boolean) ?? null)?.focus({ preventScroll: true })
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
