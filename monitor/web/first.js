// The first response stays until Streamlit has drawn the same page, and where Streamlit never comes; and a reader whose
// connection is lost is told so, and can go on.
(() => {
  const PATIENCE = 6000 // without a connection, after which a reader is told
  const RETRY = 8000 // between two looks whether the server is back
  const UNTIL = 20000 // after which a page that is not drawn whole takes over all the same
  const root = document.getElementById("root")
  let first = document.getElementById("first")
  let connected = false
  let waiting = 0
  let changed = false
  let away = false

  document.documentElement.classList.add("f-js")
  const texts = first ? { ...first.dataset } : {}
  const inside = (selector) => root.querySelectorAll(selector)
  const drawn = () =>
    connected &&
    inside(".m-footer").length &&
    ![...inside("[class*=st-key-chart-]")].some((chart) => !chart.querySelector("svg")) &&
    inside(".m-choose").length >= first.querySelectorAll(".m-choose").length &&
    !inside("[data-testid=stSkeleton], [data-testid=stAppSkeleton]").length

  // Choosing in the form: nothing is taken from under the reader's hands.
  const choosing = () => changed || document.activeElement?.closest?.("#first form input, #first form select") || first.querySelector("details.m-menu[open]")

  function sameAs(element) {
    if (!element || element === document.body || !first.contains(element)) return null
    const text = element.textContent.trim()
    const like = [...inside(element.tagName)].filter((other) => other.textContent.trim().endsWith(text))
    const before = [...first.querySelectorAll(element.tagName)].filter((other) => other.textContent.trim() === text)
    return like[before.indexOf(element)] ?? like[0] ?? root.querySelector("[data-testid=stMain]")
  }

  function give() {
    const top = window.scrollY
    const focused = sameAs(document.activeElement)
    const open = [...first.querySelectorAll("details.f-fold[open] > summary")].map((title) => title.textContent.trim())
    const chosen = [...first.querySelectorAll("details.m-lesser")].map((fold) => fold.open)
    first.remove()
    document.getElementById("first-style")?.remove()
    first = null
    // Streamlit's own titles begin with the name of an icon.
    for (const title of inside("details:not([open]) > summary")) {
      if (open.some((text) => title.textContent.trim().endsWith(text))) title.click()
    }
    inside("details.m-lesser").forEach((fold, at) => (fold.open = Boolean(chosen[at])))
    const main = root.querySelector("[data-testid=stMain]")
    if (main) main.scrollTop = top
    focused?.focus({ preventScroll: true })
    performance.mark("monitor-taken-over")
    window.dispatchEvent(new Event("monitor-taken-over"))
  }

  // Letters that came too late for the first paint stay away: Streamlit's styles would let them in, and move lines.
  function pin() {
    const [own, other] = ["", "f-plain"].map((kind) => {
      const probe = document.createElement("span")
      probe.className = `f-probe ${kind}`
      probe.textContent = "80% of all answers, 1 234 people in 2025"
      first.append(probe)
      return probe
    })
    if (own.offsetWidth === other.offsetWidth) first.classList.add("f-plain")
    own.remove()
    other.remove()
  }

  if (first) {
    pin()
    const begun = performance.now()
    let settled = 0
    const look = () => {
      if (!first) return
      const ready = drawn() && !choosing()
      settled = ready ? settled + 1 : 0
      // A few frames in a row, so that what is measured after drawing has been drawn too.
      if (settled > 4) document.fonts.ready.then(() => first && !choosing() && give())
      else if (performance.now() - begun < UNTIL || !drawn()) setTimeout(() => requestAnimationFrame(look), ready ? 16 : 100)
      else if (!choosing()) give()
      else setTimeout(look, 500)
    }
    requestAnimationFrame(look)
    first.addEventListener("change", (event) => event.target.form && (changed = true))
  }

  // The menus under a figure, in the first response and in the live page alike.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-picture], [data-share]")
    if (button?.dataset.copy) copy(button)
    else if (button?.dataset.picture) copyPicture(button)
    else if (button?.dataset.share) navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {})
    for (const menu of document.querySelectorAll("details.m-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false
    }
  })
  // A panel that would stand out of the window moves to its edge, before the page would go along to show it.
  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.matches?.(".m-menu")) return
    const panel = target.lastChild
    panel.style.marginLeft = ""
    const over = panel.getBoundingClientRect().right - document.documentElement.clientWidth + 16
    if (over > 0) panel.style.marginLeft = `${-over}px`
    panel.scrollIntoView({ block: "nearest" })
  }, true)
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.m-menu[open]")
    if (menu) {
      menu.open = false
      menu.querySelector("summary").focus()
    }
  })
  if (navigator.share) document.documentElement.classList.add("f-share")

  async function copy(button) {
    const text = button.dataset.copy
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      const area = document.createElement("textarea")
      area.value = text
      document.body.append(area)
      area.select()
      document.execCommand("copy")
      area.remove()
      button.focus()
    }
    copied(button)
  }

  // A promise inside the item: Safari copies only within the click, before the picture is there.
  async function copyPicture(button) {
    const picture = fetch(button.dataset.picture).then((answer) => answer.blob())
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })])
      copied(button)
    } catch {
      window.open(button.dataset.picture, "_blank", "noopener")
    }
  }

  function copied(button) {
    const label = button.textContent
    if (!texts.copied || label === texts.copied) return
    button.textContent = texts.copied
    setTimeout(() => (button.textContent = label), 2000)
  }

  window.addEventListener("monitor-connection", ({ detail }) => {
    connected = detail
    if (connected) {
      clearTimeout(waiting)
      waiting = 0
      told(false)
    } else waiting ||= setTimeout(() => told(true), PATIENCE)
  })
  // A connection that is refused by silence never says that it was closed.
  if (first) setTimeout(() => connected || waiting || told(true), PATIENCE * 2)

  function told(lost) {
    const line = first?.querySelector(".f-lost")
    if (line) {
      line.hidden = !lost
      return
    }
    document.getElementById("monitor-gone")?.remove()
    away &&= lost
    if (!lost || first) return
    const bar = document.createElement("div")
    bar.id = "monitor-gone"
    bar.setAttribute("role", "status")
    bar.textContent = texts.gone + " "
    document.body.append(bar)
    reachable(bar)
  }

  // While the server is away, a link would put the browser's own error in place of what is read.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]")
    if (!away || link?.origin !== window.location.origin || link.target || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    told(true)
  })

  // The server may be there while the connection is refused: then the page itself is the way on.
  async function reachable(bar) {
    if (!bar.isConnected || connected) return
    const there = await fetch(window.location.href, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok, () => false)
    if (!bar.isConnected) return
    away = !there
    if (away) {
      setTimeout(() => reachable(bar), RETRY)
      return
    }
    const link = document.createElement("a")
    link.href = window.location.href
    link.textContent = texts.goOn
    bar.append(link)
  }
})()
