// What our pages do in the browser, in the first response and in the live page alike: finding a subject, saying once what
// changed, the words of Streamlit that are English, the phone's menu, and what a reader saw before.
(() => {
  const SETTLE = 300 // without a change, after which what is new is said
  const MOST_RECENT = 6
  // Several monitors may have one host: each remembers what was seen of it.
  const RECENT = "monitor.recent" + new URL(window.__streamlit.BACKEND_BASE_URL).pathname.replace(/\/$/, "")
  const root = document.getElementById("root")
  const words = JSON.parse(document.getElementById("first")?.dataset.words ?? "{}")

  // Finding a subject: without accents and word order, with a typing error, and by as many words as any subject has.
  const plain = (text) =>
    text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim().split(" ").filter(Boolean)

  function distance(one, other) {
    let row = [...Array(other.length + 1).keys()]
    for (let at = 1; at <= one.length; at++) {
      const next = [at]
      for (let to = 1; to <= other.length; to++) {
        next[to] = Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (one[at - 1] !== other[to - 1]))
      }
      row = next
    }
    return row[other.length]
  }

  function like(asked, word) {
    if (word.includes(asked) || (word.length > 4 && asked.includes(word))) return true
    const most = asked.length > 7 ? 2 : asked.length > 3 ? 1 : 0
    if (!most) return false
    return [-1, 0, 1].some((by) => distance(asked, word.slice(0, asked.length + by)) <= most)
  }

  function find(field) {
    const panel = field.closest(".m-panel")
    const asked = plain(field.value)
    const subjects = [...panel.querySelectorAll(".m-subject")].map((element) => {
      const theme = element.closest(".m-theme").querySelector("legend")?.textContent ?? ""
      const known = plain(`${element.querySelector(".m-option").textContent} ${element.dataset.words} ${theme}`)
      return { element, has: asked.filter((word) => known.some((other) => like(word, other))).length }
    })
    const most = Math.max(...subjects.map(({ has }) => has))
    for (const { element, has } of subjects) element.hidden = asked.length > 0 && (!most || has < most)
    for (const theme of panel.querySelectorAll(".m-theme")) theme.hidden = !theme.querySelector(".m-subject:not([hidden])")
    panel.querySelector(".m-none").hidden = !asked.length || most > 0
  }

  document.addEventListener("input", ({ target }) => target.matches?.("[data-find]") && find(target))
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.(".m-choice") || !target.open || document.activeElement !== target.firstChild) return
    if (matchMedia("(hover: hover)").matches) target.querySelector("[data-find]")?.focus({ preventScroll: true })
  }, true)
  document.addEventListener("keydown", (event) => {
    const panel = event.target.closest?.(".m-subjects .m-panel")
    if (!panel) return
    const options = [...panel.querySelectorAll(".m-option")].filter((option) => option.offsetParent)
    const at = options.indexOf(event.target.closest(".m-subject")?.querySelector(".m-option"))
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1 }
    if (event.key === "Enter" && event.target.matches("[data-find]")) options[0]?.click()
    else if (event.key === "ArrowUp" && at === 0) panel.querySelector("[data-find]")?.focus()
    else if (event.key in steps) options[steps[event.key]]?.focus()
    else return
    event.preventDefault()
  })
  // Streamlit takes names such as 'lang' from the fields of a form that it draws.
  document.addEventListener("submit", ({ target }) => {
    for (const field of target.querySelectorAll("input[data-name]:not([name])")) field.name = field.dataset.name
  })
  document.addEventListener("click", ({ target }) => target.closest?.("[data-file]")?.parentElement.querySelector("input").click())
  document.addEventListener("change", ({ target }) => {
    const shown = target.matches?.(".m-file input") && target.closest(".m-file").querySelector("output")
    if (shown) shown.textContent = [...target.files].map((file) => file.name).join(", ")
  })

  // One place that says what changed, for who does not see it.
  const live = document.createElement("div")
  live.id = "monitor-live"
  live.className = "m-hidden"
  live.setAttribute("role", "status")
  document.body.append(live)
  let known = null
  let place = ""

  function say() {
    if (document.getElementById("first")) return
    if (root.querySelector("[data-testid=stStatusWidget], [data-stale=true]")) return settle()
    const now = [...root.querySelectorAll("[data-tell]")].map((element) => element.textContent.trim()).filter(Boolean)
    const fresh = known ? now.filter((text) => !known.includes(text)) : []
    known = now
    if (done) {
      if (done.text) fresh.unshift(done.text)
      if (!done.idle || document.activeElement === document.body) goOn(done.focus, undefined, done.idle)
      done = null
    }
    if (fresh.length) {
      live.textContent = ""
      setTimeout(() => (live.textContent = fresh.join(". ")), 50)
    }
    remember()
  }
  // What a reader did themselves, and where the keyboard goes on.
  let done = null
  if (new URLSearchParams(location.search).get("q")) done = { text: "", focus: [".m-found"], idle: true }
  window.addEventListener("monitor-told", ({ detail }) => {
    done = detail
    settle()
  })
  function goOn(selectors, until = performance.now() + 2000, preventScroll = false) {
    const place = selectors.map((selector) => document.querySelector(selector)).find((element) => element && !element.disabled)
    if (place && !place.matches("button, a, input, summary")) place.tabIndex = -1
    place?.focus({ preventScroll })
    // What is focused may be drawn anew a moment later.
    if (performance.now() < until) setTimeout(() => stay(selectors, until, preventScroll), SETTLE)
  }
  function stay(selectors, until, preventScroll) {
    if (document.activeElement === document.body) goOn(selectors, until, preventScroll)
    else if (performance.now() < until) setTimeout(() => stay(selectors, until, preventScroll), SETTLE)
  }
  let waiting = 0
  function settle() {
    clearTimeout(waiting)
    waiting = setTimeout(say, SETTLE)
  }

  // What a reader saw before, in this tab alone.
  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(RECENT)) ?? []
    } catch {
      return []
    }
  }
  function remember() {
    const title = root.querySelector(".st-key-card .m-title")?.textContent.trim()
    const here = location.pathname + location.search
    if (title && here !== place) {
      place = here
      const entries = [{ title, here }, ...kept().filter((entry) => entry.title !== title && entry.here !== here)]
      try {
        sessionStorage.setItem(RECENT, JSON.stringify(entries.slice(0, MOST_RECENT)))
      } catch {
        // A browser that keeps nothing.
      }
    }
    recall()
  }
  function recall() {
    for (const box of document.querySelectorAll("[data-recent]:not([data-filled])")) {
      box.dataset.filled = "yes"
      const entries = kept()
      box.hidden = !entries.length
      box.querySelector("ul").replaceChildren(...entries.map(({ title, here }) => {
        const line = document.createElement("li")
        const link = document.createElement("a")
        link.href = here
        link.textContent = title
        line.append(link)
        return line
      }))
    }
  }

  // Streamlit's own words, in the reader's language; never a word of ours or of a codebook.
  const SAID = ["aria-label", "title", "placeholder", "aria-roledescription", "alt"]
  const OURS = "[data-testid=stHtml], .m-form-box, #first"
  const patterns = Object.entries(words).filter(([word]) => word.includes("{n}")).map(([word, own]) =>
    [new RegExp(`^${word.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{n}", "(.+?)")}$`), own])

  function own(text) {
    const word = text.trim()
    if (Object.hasOwn(words, word)) return words[word]
    for (const [pattern, own] of patterns) {
      const got = pattern.exec(word)
      if (got) return own.replace("{n}", got[1])
    }
    return ""
  }
  function reword(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const to = own(node.data)
      if (to && node.data !== to && !node.parentElement?.closest(OURS)) node.data = to
      return
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.closest(OURS)) return
    for (const name of SAID) {
      const to = node.hasAttribute(name) && own(node.getAttribute(name))
      if (to && node.getAttribute(name) !== to) node.setAttribute(name, to)
    }
    for (const child of node.childNodes) reword(child)
  }

  // The phone's menu closes once a page is chosen, and by Escape.
  const menu = () => root.querySelector("[data-testid=stSidebar][data-collapsed=false]")
  const shut = () => menu()?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-testid=stSidebarNavLink]")) return
    done = { text: "", focus: ["#root h1"] }
    setTimeout(shut)
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu()?.contains(event.target)) return
    shut()
    done = { text: "", focus: ["[data-testid=stExpandSidebarButton]"] }
    settle()
  })

  // Lists and hints of Streamlit open beside its root.
  const seen = (changes) => {
    for (const change of changes) {
      if (change.target === live) return
      if (change.type === "childList") change.addedNodes.forEach(reword)
      else reword(change.target)
    }
    settle()
  }
  reword(root)
  recall()
  new MutationObserver(seen).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: SAID })
})()
