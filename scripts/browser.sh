#!/bin/sh
# Puts a Chromium, the LibreOffice that opens slides and sheets, nginx and PostgreSQL on a machine without them, where Debian's packages
# can be installed, and the W3C's checker of HTML in .venv where Java and npm are; elsewhere the tests that need one say so and are skipped.
if command -v java >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ ! -e .venv/node_modules/vnu-jar ]; then
  npm install --silent --no-save --prefix .venv vnu-jar@26.9.27 >/dev/null 2>&1 || echo "Could not install vnu-jar; its test is skipped."
fi
need=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || need="$need chromium"
command -v soffice >/dev/null 2>&1 || need="$need libreoffice-impress libreoffice-calc"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || need="$need nginx-light"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || need="$need postgresql"
[ -z "$need" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing$need…"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $need; } >/dev/null 2>&1 || echo "Could not install$need; the tests that need it are skipped."
else
  echo "Not on this machine:$need; the tests that need it are skipped."
fi
exit 0
