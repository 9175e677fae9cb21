#!/bin/sh
# Makes sure that a Chromium is there for the browser tests: one on the PATH, Playwright's own, or Debian's.
set -eu
python=$1
if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi
if "$python" -m playwright install chromium >/dev/null 2>&1; then exit 0; fi
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk
command -v chromium >/dev/null
