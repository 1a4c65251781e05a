// A participant's page: sends the form without leaving it, follows the room, and turns numbers into something to slide or draw.
(() => {
  const query = () => new URLSearchParams({ lang: document.documentElement.lang })
  let main = document.getElementById("room")
  if (!main) return
  const code = main.dataset.code
  const base = location.pathname.slice(0, location.pathname.lastIndexOf("/w/"))

  function replace(html) {
    const read = new DOMParser().parseFromString(html, "text/html").getElementById("room")
    if (!read) return
    main.replaceWith(read)
    main = read
    prepare()
  }
  async function refresh(again) {
    const asked = query()
    if (again) asked.set("again", "1")
    try {
      const answer = await fetch(`${base}/w/${code}/part?${asked}`)
      if (answer.status === 204) return location.assign(`${base}/w/${code}?${query()}`)
      if (answer.ok) replace(await answer.text())
    } catch {}
  }

  async function send(event) {
    event.preventDefault()
    const form = event.target
    const state = form.querySelector(".state")
    const button = form.querySelector("button[type=submit]")
    state.textContent = main.dataset.sending
    button.disabled = true
    const body = new URLSearchParams(new FormData(form))
    for (let tries = 3; tries > 0; tries--) {
      try {
        const answer = await fetch(form.action, { method: "POST", body })
        replace(await answer.text())
        return window.scrollTo(0, 0)
      } catch {
        await new Promise((done) => setTimeout(done, 300))
      }
    }
    state.textContent = main.dataset.failed
    button.disabled = false
  }

  function prepare() {
    const form = main.querySelector("form[data-guess]")
    main.querySelector("[data-again]")?.addEventListener("click", (event) => {
      event.preventDefault()
      refresh(true)
    })
    if (!form) return
    form.addEventListener("submit", send)
    const range = form.querySelector("[data-range]")
    if (range) slide(form, range)
    const drawing = form.querySelector("[data-draw]")
    if (drawing) draw(form, drawing)
  }
  function slide(form, range) {
    const number = form.querySelector("#answer")
    range.hidden = false
    form.querySelector(".ends").hidden = false
    range.addEventListener("input", () => (number.value = range.value))
    number.addEventListener("input", () => (range.value = number.value))
  }

  const NS = "http://www.w3.org/2000/svg"
  function draw(form, box) {
    const fields = [...form.querySelectorAll("[data-wave]")]
    const [low, high, first] = ["low", "high", "first"].map((name) => Number(box.dataset[name]))
    const step = Number(fields[0].step) || 1
    const wide = 320
    const tall = 260
    const pad = { left: 40, right: 26, top: 12, bottom: 26 }
    const x = (at) => pad.left + ((wide - pad.left - pad.right) * at) / fields.length
    const y = (value) => pad.top + ((high - value) / (high - low)) * (tall - pad.top - pad.bottom)
    const svg = document.createElementNS(NS, "svg")
    svg.setAttribute("viewBox", `0 0 ${wide} ${tall}`)
    const add = (name, attributes, text = "") => {
      const made = document.createElementNS(NS, name)
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
      made.textContent = text
      svg.append(made)
      return made
    }
    for (let tick = 0; tick <= 4; tick++) {
      const value = low + ((high - low) * tick) / 4
      add("line", { x1: pad.left, x2: wide - pad.right, y1: y(value), y2: y(value), stroke: "#DDE1E6" })
      add("text", { x: pad.left - 6, y: y(value) + 4, "text-anchor": "end", "font-size": 12, fill: "#4A5361" }, `${Math.round(value * 10) / 10}${box.dataset.unit}`)
    }
    const names = [box.dataset.name, ...fields.map((field) => field.dataset.wave)]
    names.forEach((name, at) => add("text", { x: x(at), y: tall - 8, "text-anchor": "middle", "font-size": 12, fill: "#4A5361" }, name))
    const line = add("polyline", { fill: "none", stroke: "#1B67B8", "stroke-width": 3, "stroke-linejoin": "round" })
    add("circle", { cx: x(0), cy: y(first), r: 6, fill: "#1F2733" })
    const dots = fields.map((_, at) => add("circle", { cx: x(at + 1), r: 9, fill: "#fff", stroke: "#1B67B8", "stroke-width": 3 }))
    const shown = () => {
      line.setAttribute("points", [`${x(0)},${y(first)}`, ...fields.map((field, at) => `${x(at + 1)},${y(Number(field.value))}`)].join(" "))
      dots.forEach((dot, at) => dot.setAttribute("cy", y(Number(fields[at].value))))
    }
    const put = (event) => {
      const frame = svg.getBoundingClientRect()
      const px = ((event.clientX - frame.left) / frame.width) * wide
      const value = high - (((event.clientY - frame.top) / frame.height) * tall - pad.top) / (tall - pad.top - pad.bottom) * (high - low)
      const at = Math.max(1, Math.min(fields.length, Math.round(((px - pad.left) / (wide - pad.left - pad.right)) * fields.length)))
      fields[at - 1].value = Math.round(Math.max(low, Math.min(high, value)) / step) * step
      shown()
    }
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId)
      put(event)
      event.preventDefault()
    })
    svg.addEventListener("pointermove", (event) => event.buttons && put(event))
    fields.forEach((field) => field.addEventListener("input", shown))
    box.append(svg)
    box.hidden = false
    shown()
  }

  // A room that moves on is told to all its phones at once; each asks for its page within a second, not all in the same instant.
  const source = new EventSource(`${base}/w/${code}/events`)
  source.onmessage = (event) => {
    if (event.data !== main.dataset.version) setTimeout(() => event.data !== main.dataset.version && refresh(), Math.random() * 800)
  }
  prepare()
})()
