// Figures answer: pointing at a line, a bar or a name brings it forward, greys the rest and tells its numbers; a click or
// Enter keeps it so. All of it is in the figure already. What is kept goes into the address.
(() => {
  const EVERY = "*"
  const chartOf = (element) => element?.closest?.(".m-chart")
  const subjectOf = (element) => element?.closest?.("[data-of]")
  const fits = (focus, of) => {
    const wanted = focus.split(",")
    const parts = of.split(",")
    return wanted.length === parts.length && wanted.every((one, at) => one === parts[at] || one === EVERY || parts[at] === EVERY)
  }
  const hits = (chart) => [...chart.querySelectorAll(".m-hit")]
  const hitOf = (chart, focus) => hits(chart).find((hit) => hit.dataset.of === focus) ?? hits(chart).find((hit) => fits(focus, hit.dataset.of))

  // Brings forward the lines that fit; '' brings all back.
  function forward(chart, focus) {
    const marks = [...chart.querySelectorAll("svg [data-of]")]
    const some = focus && marks.some((mark) => !fits(focus, mark.dataset.of))
    const wave = chart.dataset.wave
    const back = ({ of, wave: own }) => (some && !fits(focus, of)) || (wave && own && own !== wave)
    for (const mark of marks) mark.classList.toggle("m-back", Boolean(back(mark.dataset)))
    // What comes forward is drawn last; what is not seen stays over all. Each mark keeps its first place in `order`.
    const svg = chart.querySelector("svg")
    svg.order ??= [...svg.children]
    const front = (mark) => some && mark.dataset.of && fits(focus, mark.dataset.of) && !mark.matches(".m-near, svg:has(path[opacity])")
    svg.append(...svg.order.filter((mark) => !front(mark)), ...svg.order.filter(front), ...svg.order.filter((mark) => mark.matches(".m-near")))
  }

  function tell(chart, focus, kept, at) {
    // What has the keyboard gives it to its name before it goes: going with it would call this again.
    if (chart.querySelector(".m-told :focus")) hitOf(chart, chart.dataset.focus)?.focus({ preventScroll: true })
    chart.querySelector(".m-told")?.remove()
    const hit = focus && hitOf(chart, focus)
    if (!hit) return
    const told = document.createElement("div")
    told.className = kept ? "m-told m-kept" : "m-told"
    if (!kept) told.setAttribute("aria-hidden", "true") // the button says the same
    told.innerHTML = hit.firstElementChild.innerHTML
    const asks = chart.querySelector("template.m-asks")?.content.querySelector(`[data-for="${CSS.escape(hit.dataset.of)}"]`)
    if (asks) told.append(asks.firstElementChild.cloneNode(true))
    chart.append(told)
    if (!kept) {
      const zoom = chart.currentCSSZoom ?? 1
      const box = chart.getBoundingClientRect()
      const own = (at?.matches?.(".m-hit") ? at : hit).getBoundingClientRect()
      const size = told.getBoundingClientRect()
      // Below its row; what is told of a key or of a line stands below the chart, where that is in sight.
      const row = hit.style.right !== ""
      const below = chart.querySelector("svg").getBoundingClientRect().bottom
      const bottom = row || below + size.height > innerHeight ? own.bottom : below
      told.style.top = `${(bottom - box.top) / zoom + 4}px`
      told.style.left = `${Math.max(0, Math.min(own.left - box.left, box.width - size.width)) / zoom}px`
    }
  }

  const kept = (chart) => chart.dataset.focus ?? ""

  function show(chart, focus, at) {
    forward(chart, focus || kept(chart))
    tell(chart, focus || kept(chart), !focus || focus === kept(chart), at)
  }

  function keep(chart, focus) {
    if (focus) chart.dataset.focus = focus
    else delete chart.dataset.focus
    for (const hit of hits(chart)) hit.setAttribute("aria-pressed", String(hit.dataset.of === focus))
    show(chart, "")
    const place = chart.closest(".m-figure")
    if (place?.ask) place.ask(`focus=${focus}`)
    else if (!place && chart.closest("#first")) addressed(focus)
  }

  // Before Streamlit has come the address is ours to write, and is asked of it when it has.
  let early
  function addressed(focus) {
    early = focus
    const query = location.search.slice(1).split("&").filter((part) => part && !part.startsWith("focus="))
    if (focus) query.push(`focus=${focus}`)
    history.replaceState(history.state, "", location.pathname + (query.length ? `?${query.join("&")}` : "") + location.hash)
  }

  const LINGER = 150 // before what was pointed at goes back, so that a pointer can cross over to what is told
  let last = null
  let leaving = 0
  function leave(chart) {
    clearTimeout(leaving)
    leaving = setTimeout(() => show(chart, ""), LINGER)
  }
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return
    const chart = chartOf(event.target)
    const subject = subjectOf(event.target)
    if (last && last !== chart) show(last, "")
    last = chart
    if (chart && (subject || event.target.closest(".m-told"))) clearTimeout(leaving)
    if (chart && subject) show(chart, subject.dataset.of, subject)
    else if (chart && !event.target.closest(".m-told")) leave(chart)
  })
  document.documentElement.addEventListener("pointerleave", () => {
    if (last) leave(last)
    last = null
  })
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-ask]")
    const asked = link?.closest(".m-figure")?.ask
    if (asked && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault()
      asked(link.search.slice(1))
    }
    const chart = chartOf(event.target)
    const subject = subjectOf(event.target)
    if (!chart || !subject || event.target.closest("a")) return
    const focus = subject.dataset.of
    keep(chart, kept(chart) === focus ? "" : focus)
  })
  document.addEventListener("focusin", (event) => {
    const hit = event.target.closest?.(".m-hit")
    if (hit && hit.matches(":focus-visible")) show(chartOf(hit), hit.dataset.of, hit)
  })
  document.addEventListener("focusout", (event) => {
    const chart = chartOf(event.target)
    if (chart && chartOf(event.relatedTarget) !== chart) show(chart, "")
  })
  const MOVES = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }
  document.addEventListener("keydown", (event) => {
    const chart = chartOf(event.target)
    if (event.key === "Escape") {
      const told = chart ?? last
      if (told?.querySelector(".m-told:not(.m-kept)")) show(told, "")
      else if (chart && kept(chart)) keep(chart, "")
      return
    }
    const hit = event.target.closest?.(".m-hit")
    if (!hit) return
    const all = hits(chart)
    const ends = { Home: 0, End: all.length - 1 }
    const to = event.key in MOVES ? all.indexOf(hit) + MOVES[event.key] : ends[event.key]
    if (!all[to]) return
    event.preventDefault()
    hit.tabIndex = -1
    all[to].tabIndex = 0
    all[to].focus()
  })
  // The slider over the years: those that are in the figure come forward in it, others are asked of the server.
  const STAY = 1400 // how long a year stays while the years play
  function turn(years, at) {
    const slider = years.querySelector("input")
    slider.value = at
    const label = years.querySelectorAll(".m-year")[at].textContent
    slider.setAttribute("aria-valuetext", label)
    years.querySelector("output").textContent = label
    const wave = years.dataset.waves.split(",")[at]
    if (!years.dataset.query) {
      const chart = years.parentElement.previousElementSibling
      if (wave) chart.dataset.wave = label
      else delete chart.dataset.wave
      show(chart, "")
      return
    }
    const query = new URLSearchParams(years.dataset.query)
    query.set("w", wave)
    const place = years.closest(".m-figure")
    if (place?.ask) place.ask(query.toString())
    else location.search = query.toString()
  }
  let playing = 0
  function stop() {
    clearTimeout(playing)
    playing = 0
    for (const button of document.querySelectorAll(".m-play")) button.setAttribute("aria-pressed", "false")
  }
  function play(place, at) {
    const years = place.querySelector(".m-years")
    if (!years) return stop()
    const count = years.dataset.waves.split(",").length
    years.querySelector(".m-play").setAttribute("aria-pressed", "true")
    turn(years, at)
    playing = setTimeout(() => (at + 1 < count ? play(place, at + 1) : stop()), STAY)
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".m-play")
    if (!button) return
    if (playing) return stop()
    play(button.closest(".m-figure") ?? button.closest(".f-item"), 0)
  })
  document.addEventListener("input", (event) => {
    const years = event.target.closest?.(".m-years")
    if (!years) return
    stop()
    const label = years.querySelectorAll(".m-year")[event.target.value].textContent
    years.querySelector("output").textContent = label
    event.target.setAttribute("aria-valuetext", label)
    if (!years.dataset.query) turn(years, Number(event.target.value))
  })
  document.addEventListener("change", (event) => {
    const years = event.target.closest?.(".m-years")
    if (years?.dataset.query) turn(years, Number(event.target.value))
  })

  // On paper an address has its code beside it, which must be there before the paper is.
  window.addEventListener("beforeprint", () => {
    for (const line of document.querySelectorAll(".m-print[data-code]:not(:has(svg))")) {
      const asked = new XMLHttpRequest()
      asked.open("GET", line.dataset.code, false)
      try {
        asked.send()
      } catch {
        return
      }
      if (asked.status === 200) line.insertAdjacentHTML("afterbegin", asked.responseText)
    }
  })
  window.addEventListener("monitor-taken-over", () => {
    const chart = document.querySelector("#root .m-chart")
    if (chart && early !== undefined && kept(chart) !== early) keep(chart, early)
  })
})()
