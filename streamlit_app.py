"""The app: `streamlit run streamlit_app.py` and `uvicorn streamlit_app:app` both serve it.

A server imports this file and takes `app`. Streamlit then runs the same file, as `__main__`, for each view of
a page.
"""

import streamlit as st

if __name__ == "__main__":
    from monitor.ui.app import run

    run()
else:
    from monitor.first import choosing, first_page, routes
    from monitor.ui.errors import tell_reader
    from monitor.web.routes import ROUTES, begin, lifespan, middleware
    from monitor.web.several import Told
    from monitor.web.tuning import prepare

    prepare()
    app = st.App(
        __file__,
        lifespan=lifespan,
        routes=[*ROUTES, *routes()],
        middleware=middleware(first_page, Told(choosing.choice, choosing.unread)),
        on_script_error=tell_reader,
    )
    begin()  # after the app, which tells Streamlit where its settings and secrets are
