#!/usr/bin/env bash
# Debian's Chromium and a CJK font for the page tests: installed when this is root, else named.
set -u
missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G '/usr/share/fonts/*/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} ..." >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null && exit 0
fi
echo "For the page tests, which are skipped now: sudo apt-get install ${missing[*]}" >&2
