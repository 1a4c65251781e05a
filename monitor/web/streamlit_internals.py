"""Every name of Streamlit that the program uses and that Streamlit does not document, in one place.

tests/test_borrowed_names.py holds each of them to what is asked of it, and says what to do when it is
gone. Nothing else in the program imports from below `streamlit`.
"""

from __future__ import annotations

from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    validate_auth_credentials,
)
from streamlit.errors import StreamlitAuthError
from streamlit.file_util import get_static_dir
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

__all__ = [
    "AUTH_COOKIE_MAX_AGE_SECONDS",
    "USER_COOKIE_NAME",
    "PagesManager",
    "StreamlitAuthError",
    "decode_signed_value",
    "encode_provider_token",
    "get_cookie_secret",
    "get_cookie_with_chunks",
    "get_static_dir",
    "secrets_singleton",
    "validate_auth_credentials",
]
