// Tells Streamlit's page where its server is, so that it opens its connection at once instead of trying addresses first;
// knows, for first.js, whether that connection stands; and asks for what Streamlit needs once the first response is painted,
// since some sixty scripts that are read meanwhile would hold that up.
(() => {
  const script = document.currentScript.src
  window.__streamlit = {
    BACKEND_BASE_URL: script.slice(0, script.lastIndexOf("static/js/")),
    HOST_CONFIG: {
      allowedOrigins: [window.location.origin],
      useExternalAuthToken: false,
      enableCustomParentMessages: false,
      enforceDownloadInNewTab: false,
      // A reader is told in words of ours, in their own language.
      blockErrorDialogs: true,
      metricsUrl: "",
    },
  }
  const tell = (standing) => window.dispatchEvent(new CustomEvent("monitor-connection", { detail: standing }))
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given)
      this.addEventListener("open", () => tell(true))
      this.addEventListener("close", () => tell(false))
    }
  }
  const later = document.getElementById("monitor-later")
  const begin = () => later.isConnected && later.replaceWith(later.content)
  setTimeout(begin, 500) // a page in the background is not painted
  new PerformanceObserver(begin).observe({ type: "paint", buffered: true })
})()
