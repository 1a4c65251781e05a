// The presenter's page. Everything that is shown is in the document already; the network only carries the room.
(() => {
  const told = JSON.parse(document.getElementById("told").textContent)
  const sections = [...document.querySelectorAll("#show > .step")]
  const byId = (id) => document.getElementById(id)
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  const say = (id, slots = {}) => {
    let text = told.texts[id]
    if (typeof text === "object") text = text[slots.count === 1 ? "one" : "other"]
    return text.replace(/\{(\w+)\}/g, (_, name) => slots[name])
  }
  // What this server has before "/show": a path, or the name of one of several monitors.
  const base = location.pathname.slice(0, location.pathname.lastIndexOf("/show"))
  const kept = `show ${base}${told.query}`
  let at = 0
  let part = 0
  let room = null
  let state = null
  let notes = null
  const began = Date.now()

  // ---- steps and their parts

  const series = (section) => {
    const names = JSON.parse(section.dataset.series || "[]")
    const first = (section.dataset.order || "").split(",").filter(Boolean).map(Number).filter((one) => one < names.length)
    return [...new Set([...first, ...names.keys()])]
  }
  const hides = (section) => section.dataset.hidden && series(section).length > 0
  const parts = (section) => {
    if (section.classList.contains("ask")) return room ? ["now", "answers", "reveal"] : ["now", "reveal"]
    return hides(section) ? ["", ...series(section)] : [""]
  }

  function show(to, where, animate = true) {
    const before = sections[at]
    const moving = animate && !calm && before !== sections[to] && before.classList.contains("figure") ? places(before) : null
    at = Math.max(0, Math.min(to, sections.length - 1))
    const section = sections[at]
    part = Math.max(0, Math.min(where, parts(section).length - 1))
    sections.forEach((one) => one.classList.toggle("current", one === section))
    if (section.classList.contains("ask")) {
      const name = parts(section)[part]
      section.querySelectorAll(".part").forEach((one) => (one.hidden = !one.classList.contains(name)))
    }
    if (section.classList.contains("figure")) reveal(section)
    focus(section, section.dataset.front ?? null)
    if (moving && section.classList.contains("figure")) move(moving, section)
    progress()
    tell()
    sync()
    try {
      sessionStorage.setItem(kept, `${at} ${part}`)
    } catch {}
  }

  function reveal(section) {
    const hiding = hides(section) && part < series(section).length
    section.classList.toggle("hiding", Boolean(hiding))
    const on = new Set(series(section).slice(0, part).map(String))
    section.querySelectorAll("[data-s]").forEach((mark) => {
      const shown = !hiding || on.has(mark.dataset.s)
      if (shown && mark.classList.contains("off") && !calm) mark.animate([{ opacity: 0 }, {}], { duration: 400 })
      mark.classList.toggle("off", !shown)
    })
  }

  function focus(section, one) {
    section.querySelectorAll("[data-s]").forEach((mark) => mark.classList.toggle("dim", one !== null && mark.dataset.s !== String(one)))
    section.dataset.focus = one === null ? "" : one
    const names = JSON.parse(section.dataset.series || "[]")
    byId("corner").textContent = one === null ? "" : names[one] || ""
    byId("corner").hidden = one === null
  }

  const next = () => (part + 1 < parts(sections[at]).length ? show(at, part + 1) : at + 1 < sections.length && show(at + 1, 0))
  const back = () => (part > 0 ? show(at, part - 1) : at > 0 && show(at - 1, 99, false))

  // ---- marks that stay themselves from one figure to the next

  // A key is the codes of its line and then its wave; the last code is who it is about.
  const who = (key) => key.split(" ")[0].split(",").at(-1)
  function places(section) {
    const found = new Map()
    section.querySelectorAll("[data-k]:not(.off)").forEach((mark) => {
      const box = mark.getBoundingClientRect()
      for (const name of [mark.dataset.k, who(mark.dataset.k)]) if (box.width && !found.has(name)) found.set(name, box)
    })
    return found
  }
  function move(from, section) {
    const used = new Set()
    section.querySelectorAll("[data-k]:not(.off)").forEach((mark) => {
      const own = from.get(mark.dataset.k) || from.get(who(mark.dataset.k))
      const box = mark.getBoundingClientRect()
      if (!own || used.has(own) || !box.width) {
        mark.animate([{ opacity: 0 }, { opacity: 0, offset: 0.5 }, {}], { duration: 900 })
        return
      }
      used.add(own)
      const scale = mark.ownerSVGElement.getScreenCTM().a || 1
      const x = (own.left + own.width / 2 - box.left - box.width / 2) / scale
      const y = (own.top + own.height / 2 - box.top - box.height / 2) / scale
      const placed = getComputedStyle(mark).transform
      const rest = placed === "none" ? "" : placed
      mark.animate([{ transform: `translate(${x}px,${y}px) ${rest}` }, { transform: rest || "none" }], { duration: 900, easing: "ease-in-out" })
    })
  }

  // ---- what lies over the steps

  function progress() {
    byId("bar").firstChild.style.width = `${(100 * (at + 1)) / sections.length}%`
    byId("where").textContent = say("step", { at: at + 1, total: sections.length })
  }
  function black() {
    document.querySelectorAll("dialog[open]").forEach((one) => one.close())
    byId("black").hidden = !byId("black").hidden
  }
  function dialog(id, fill) {
    const box = byId(id)
    if (box.open) return box.close()
    document.querySelectorAll("dialog[open]").forEach((one) => one.close())
    if (fill && fill(box) === false) return
    box.showModal()
  }
  const code = () =>
    dialog("code", (box) => {
      const own = sections[at].querySelector(".figure-qr")
      if (own) box.firstChild.innerHTML = own.innerHTML
      return Boolean(own)
    })

  function tell() {
    if (!notes || notes.closed) return
    const section = sections[at]
    const page = notes.document
    page.body.replaceChildren()
    const add = (name, text, where = page.body) => {
      const made = page.createElement(name)
      made.textContent = text
      where.append(made)
      return made
    }
    add("h1", `${at + 1}/${sections.length} · ${section.dataset.name}`)
    const own = section.querySelector("template.note")
    if (own) page.body.append(page.importNode(own.content, true))
    const follows = sections[at + 1]
    add("h2", follows ? `${say("next")} ${follows.dataset.name}` : say("last"))
    if (state && room) add("p", `${say("code")} ${room.code} · ${say("joined", { count: state.joined })} · ${say("guessed", { count: state.count || 0 })}`)
    add("p", `${Math.floor((Date.now() - began) / 60000)} min`).id = "clock"
  }
  function openNotes() {
    notes = window.open("", "notes", "width=900,height=700")
    if (!notes) return
    notes.document.title = say("notes")
    const style = notes.document.createElement("style")
    style.textContent = "body{font:1.35rem/1.45 'Source Sans 3',sans-serif;margin:2rem;color:#1F2733}h1{font-size:1.6rem}h2{font-size:1.2rem;color:#4A5361;margin-top:2rem}p{font-size:1.5rem;white-space:pre-line}#clock{color:#4A5361}"
    notes.document.head.replaceChildren(style)
    notes.document.documentElement.lang = told.language
    notes.document.onkeydown = key
    tell()
  }

  // ---- the room

  const headers = () => ({ "x-room-secret": room.secret })
  async function openRoom() {
    if (room) return
    document.querySelectorAll("[data-open]").forEach((button) => ((button.disabled = true), (button.textContent = say("opening"))))
    try {
      const body = JSON.stringify({ ...Object.fromEntries(new URLSearchParams(told.query)), lang: told.language })
      const answer = await fetch(`${base}/show/rooms`, { method: "POST", headers: { "content-type": "application/json" }, body })
      if (!answer.ok) throw new Error(answer.status)
      room = await answer.json()
      history.replaceState(null, "", `${location.pathname}${location.search}#${room.code}.${room.secret}`)
      remember()
      enter()
    } catch {
      problem(say("refused"))
      document.querySelectorAll("[data-open]").forEach((button) => ((button.disabled = false), (button.textContent = say("open_room"))))
    }
  }
  function remember() {
    try {
      sessionStorage.setItem(`room${base}`, JSON.stringify(room))
    } catch {}
  }
  function resume() {
    const [name, secret] = location.hash.slice(1).split(".")
    if (!name || !secret) return
    room = { code: name, secret }
    try {
      const old = JSON.parse(sessionStorage.getItem(`room${base}`))
      if (old && old.code === name) room = old
    } catch {}
    enter()
  }
  function enter() {
    document.querySelectorAll("[data-room]").forEach((box) => {
      box.querySelector("[data-open]").hidden = true
      box.querySelector(".joining").hidden = false
      box.querySelector("[data-qr]").innerHTML = room.qr || ""
      box.querySelector("[data-join]").textContent = say("join", { address: room.door || `${location.host}/w` })
      box.querySelector("[data-code]").textContent = room.code
      box.querySelector("[data-joined]").textContent = say("joined", { count: 0 })
    })
    document.querySelectorAll("[data-with-room]").forEach((one) => (one.hidden = false))
    document.querySelectorAll("[data-without-room]").forEach((one) => (one.hidden = true))
    show(at, part, false)
    listen()
  }
  function problem(text) {
    document.querySelectorAll("[data-problem]").forEach((one) => ((one.textContent = text), (one.hidden = !text)))
  }
  const missing = new Set()
  function away(what, is) {
    missing[is ? "add" : "delete"](what)
    byId("offline").hidden = missing.size === 0
  }
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))

  async function listen() {
    for (let wait = 0.5; ; wait = Math.min(wait * 2, 5)) {
      try {
        const answer = await fetch(`${base}/show/rooms/${room.code}/events?lang=${told.language}`, { headers: headers() })
        if (answer.status === 403) return problem(say("room_gone"))
        if (!answer.ok) throw new Error(answer.status)
        away("room", false)
        wait = 0.25
        await read(answer.body.getReader(), new TextDecoder())
      } catch {
        away("room", true)
      }
      if (state && state.gone) return problem(say("room_gone"))
      await pause(wait)
    }
  }
  async function read(reader, decoder) {
    let rest = ""
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const lines = rest.split("\n\n")
      rest = lines.pop()
      for (const line of lines) if (line.startsWith("data: ")) draw(JSON.parse(line.slice(6)))
    }
  }
  function draw(now) {
    state = now
    if (now.gone) return
    document.querySelectorAll("[data-joined]").forEach((one) => (one.textContent = say("joined", { count: now.joined })))
    if (now.summary) document.querySelectorAll("[data-list]").forEach((one) => (one.innerHTML = now.summary))
    document.querySelectorAll("[data-deck]").forEach((one) => (one.hidden = false))
    const section = sections.find((one) => one.dataset.question === String(now.question))
    if (section && now.question >= 0) {
      section.querySelectorAll("[data-count]").forEach((one) => (one.textContent = say("guessed", { count: now.count })))
      grow(section.querySelector("[data-live]"), now.picture)
      lines(section.querySelector("[data-said]"), now.said)
      if (now.truth) {
        section.querySelector("[data-truth]").innerHTML = now.truth
        lines(section.querySelector("[data-compared]"), now.compared)
      }
    }
    tell()
  }
  function lines(box, texts = []) {
    box.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })))
  }
  function grow(box, picture) {
    const old = new Map([...box.querySelectorAll("rect[data-k]")].map((bar) => [bar.dataset.k, Number(bar.getAttribute("height"))]))
    box.innerHTML = picture
    if (calm) return
    box.querySelectorAll("rect[data-k]").forEach((bar) => {
      const before = (old.get(bar.dataset.k) || 0) / Number(bar.getAttribute("height"))
      bar.style.transformBox = "fill-box"
      bar.style.transformOrigin = "50% 100%"
      bar.animate([{ transform: `scaleY(${before})` }, { transform: "none" }], { duration: 250, easing: "ease-out" })
    })
  }

  // What the room should be at, told to the server until it knows: the newest wish counts, and a wish survives a network that is away.
  let known = ""
  let busy = false
  const revealed = new Set()
  const confirmed = new Set()
  function wish() {
    const late = [...revealed].find((question) => !confirmed.has(question))
    if (late !== undefined) return { do: "reveal", question: late }
    const section = sections[at]
    const question = Number(section.dataset.question ?? -1)
    if (section.classList.contains("cover")) return { do: "ask", question: -1 }
    if (section.classList.contains("ask")) return { do: "ask", question }
    const asked = document.querySelectorAll(".step.ask").length
    return "summary" in section.dataset && revealed.size === asked ? { do: "end" } : null
  }
  async function sync() {
    const section = sections[at]
    if (room && section.classList.contains("ask") && parts(section)[part] === "reveal") revealed.add(Number(section.dataset.question))
    if (!room || busy) return
    busy = true
    for (;;) {
      const asked = wish()
      const wanted = JSON.stringify(asked)
      if (!asked || wanted === known) break
      try {
        const answer = await fetch(`${base}/show/rooms/${room.code}`, {
          method: "POST",
          headers: { ...headers(), "content-type": "application/json" },
          body: wanted,
        })
        if (answer.status === 403 || answer.status === 400) break
        if (!answer.ok) throw new Error(answer.status)
        known = wanted
        if (asked.do === "reveal") confirmed.add(asked.question)
        away("lead", false)
      } catch {
        away("lead", true)
        await pause(1)
      }
    }
    away("lead", false)
    busy = false
  }

  async function deck(button) {
    button.disabled = true
    try {
      const answer = await fetch(`${base}/show/rooms/${room.code}/deck.pptx?${told.query}`, { headers: headers() })
      if (!answer.ok) throw new Error(answer.status)
      const link = document.createElement("a")
      link.href = URL.createObjectURL(await answer.blob())
      link.download = "workshop.pptx"
      link.click()
    } catch {
      button.after(say("deck_failed"))
    }
    button.disabled = false
  }

  // ---- keys, clicks and a clicker, which is a keyboard

  const KEYS = {
    ArrowRight: next, ArrowDown: next, PageDown: next, " ": next, Enter: next, n: openNotes,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back,
    Home: () => show(0, 0), End: () => show(sections.length - 1, 99),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()),
    b: black, ".": black, q: code, o: () => (room ? dialog("room") : openRoom()), "?": () => dialog("keys"), h: () => dialog("keys"),
    a: () => (sections[at].classList.contains("figure") ? show(at, 99) : null),
  }
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (name === "Escape") {
      byId("black").hidden = true
      focus(sections[at], null)
      return
    }
    if ((name === "Enter" || name === " ") && event.target.closest?.("button, a")) return
    if (!byId("black").hidden) {
      black()
      event.preventDefault()
      return
    }
    if (/^[1-9]$/.test(name) && sections[at].classList.contains("figure")) {
      const one = Number(name) - 1
      if (one < series(sections[at]).length) focus(sections[at], sections[at].dataset.focus === String(one) ? null : one)
      return
    }
    const act = KEYS[name]
    if (!act) return
    event.preventDefault()
    if ([next, back].includes(act)) document.querySelectorAll("dialog[open]").forEach((one) => one.close())
    act()
  }
  document.addEventListener("keydown", key)
  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-open]")
    const slides = event.target.closest("[data-deck]")
    const mark = event.target.closest("[data-s]")
    if (open) return openRoom()
    if (slides) return deck(slides)
    if (event.target.closest("dialog")) return event.target.closest("dialog").close()
    if (!byId("black").hidden) return black()
    if (mark && !sections[at].classList.contains("hiding")) {
      return focus(sections[at], sections[at].dataset.focus === mark.dataset.s ? null : mark.dataset.s)
    }
    if (event.target.closest("a, button")) return
    if (event.clientX < innerWidth / 6) back()
    else next()
  })
  let idle
  document.addEventListener("pointermove", () => {
    document.body.classList.remove("idle")
    clearTimeout(idle)
    idle = setTimeout(() => document.body.classList.add("idle"), 2500)
  })
  setInterval(tell, 30000)

  document.body.classList.add("running")
  let start = [0, 0]
  try {
    start = (sessionStorage.getItem(kept) || "0 0").split(" ").map(Number)
  } catch {}
  show(start[0] || 0, start[1] || 0, false)
  resume()
})()
