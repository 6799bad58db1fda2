#!/usr/bin/env bash
# What Debian's packages add: Tesseract (scanned pages), LibreOffice (.doc, .wps, .xls, ... files),
# Chromium and a CJK font (the page tests). What is missing is installed when this is root, else named.
set -u
missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G '/usr/share/fonts/*/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk)
command -v tesseract >/dev/null || missing+=(tesseract-ocr)
tesseract --list-langs 2>/dev/null | grep -qx chi_sim || missing+=(tesseract-ocr-chi-sim)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} ..." >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null && exit 0
fi
echo "What needs these is left out or skipped now: sudo apt-get install ${missing[*]}" >&2
