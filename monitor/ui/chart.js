// A chart in the page: what the server drew stays until it draws something else; what a reader asks of it goes back.
const PLACES = [".m-play", ".m-years input", ".m-menu summary"]
const named = (element) => {
  if (element.dataset.of) return `.m-hit[data-of="${CSS.escape(element.dataset.of)}"]`
  if (element.closest(".m-told")) return ".m-hit[tabindex='0']" // what leads on from a name gives way to the names
  return PLACES.find((name) => element.matches(name))
}
const SURE = 3000 // after an answer, by which the page has drawn its own chart

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".m-figure") ?? parentElement.appendChild(Object.assign(document.createElement("div"), { className: "m-figure" }))
  // Of the page's own figure, a chart may come before the rest; where another choice took its place, the page's stands again.
  if (data.asks && !place.asks) {
    place.turn = 0
    window.addEventListener("monitor-ahead", ({ detail }) => {
      if (!place.asks || !place.isConnected) return
      place.turn += 1
      draw(place, detail)
    })
    window.addEventListener("monitor-answered", () => {
      const turn = place.turn
      setTimeout(() => place.isConnected && place.turn === turn && draw(place, place.own), SURE)
    })
  }
  place.own = data.html
  place.asks = data.asks
  draw(place, data.html)
  place.ask = data.asks ? (asked) => setTriggerValue("ask", asked) : undefined
}

function draw(place, html) {
  if (place.drawn === html) return
  const focused = place.contains(document.activeElement) && named(document.activeElement)
  const playing = place.querySelector(".m-play[aria-pressed=true]")
  place.drawn = html
  place.innerHTML = html
  if (focused) [...place.querySelectorAll(focused)].find((element) => element.checkVisibility())?.focus({ preventScroll: true })
  if (playing) place.querySelector(".m-play")?.setAttribute("aria-pressed", "true")
}
