// Tells Streamlit's page where its server is, so that it opens its connection at once instead of trying addresses first.
(() => {
  const script = document.currentScript.src
  window.__streamlit = {
    BACKEND_BASE_URL: script.slice(0, script.lastIndexOf("static/js/")),
    HOST_CONFIG: {
      allowedOrigins: [window.location.origin],
      useExternalAuthToken: false,
      enableCustomParentMessages: false,
      enforceDownloadInNewTab: false,
      blockErrorDialogs: false,
      metricsUrl: "",
    },
  }
})()
