// A chart in the page: what the server drew stays until it draws something else; what a reader asks of it goes back.
export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".m-figure") ?? parentElement.appendChild(Object.assign(document.createElement("div"), { className: "m-figure" }))
  if (place.drawn !== data.html) {
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.of : undefined
    place.drawn = data.html
    place.innerHTML = data.html
    if (focused !== undefined) place.querySelector(`.m-hit[data-of="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  }
  place.ask = data.asks ? (asked) => setTriggerValue("ask", asked) : undefined
}
