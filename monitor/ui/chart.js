// A chart in the page: what the server drew stays until it draws something else; what a reader asks of it goes back.
const named = (element) => (element.dataset.of ? `.m-hit[data-of="${CSS.escape(element.dataset.of)}"]` : [".m-play", ".m-years input", ".m-menu summary"].find((name) => element.matches(name)))

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".m-figure") ?? parentElement.appendChild(Object.assign(document.createElement("div"), { className: "m-figure" }))
  if (place.drawn !== data.html) {
    const focused = place.contains(document.activeElement) && named(document.activeElement)
    const playing = place.querySelector(".m-play[aria-pressed=true]")
    place.drawn = data.html
    place.innerHTML = data.html
    if (focused) [...place.querySelectorAll(focused)].find((element) => element.checkVisibility())?.focus({ preventScroll: true })
    if (playing) place.querySelector(".m-play")?.setAttribute("aria-pressed", "true")
  }
  place.ask = data.asks ? (asked) => setTriggerValue("ask", asked) : undefined
}
