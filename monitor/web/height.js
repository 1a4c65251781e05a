// Tells the page around a framed figure how high it is, so that its frame can fit: a message
// { monitor: "height", height: pixels } whenever that changes.
(() => {
  if (window.parent === window) return
  let told = 0
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height)
    if (height === told) return
    told = height
    window.parent.postMessage({ monitor: "height", height }, "*")
  }
  new ResizeObserver(tell).observe(document.documentElement)
  tell()
})()
