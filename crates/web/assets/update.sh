#!/usr/bin/env bash
# Makes the files of the NHS.UK frontend anew. Nobody needs this to build: what it makes is committed. It needs npm.
#
# The package's style sheet fetches Frutiger, a font licensed for nhs.uk addresses alone, from another host. That and the
# maps for debuggers are taken out, Arial stays, and the icons are looked for beside the style sheet. The favicons and the
# picture for link previews in the package carry the NHS mark and are not taken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

version=$(sed -n 's/^nhsuk-frontend //p' VERSIONS)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
(cd "$work" && npm pack --silent "nhsuk-frontend@${version}" && tar xzf "nhsuk-frontend-${version}.tgz")
from="$work/package/dist/nhsuk"

sed -E 's/@font-face\{[^}]*assets\.nhs\.uk[^}]*\}//g; s/Frutiger W01,arial,sans-serif/arial,sans-serif/g; s|/\*# sourceMappingURL=[^*]*\*/||; s|url\(/assets/images/|url(images/|g' \
    "$from/nhsuk-frontend-${version}.min.css" > nhsuk-frontend.min.css
sed -E 's|^//# sourceMappingURL=.*$||' "$from/nhsuk-frontend-${version}.min.js" > nhsuk-frontend.min.js
mkdir -p images
for icon in arrow-down arrow-up arrow-up-down cross; do
    cp "$from/assets/images/nhsuk-icon-${icon}.svg" images/
done

if grep -qiE 'frutiger|https?://assets' nhsuk-frontend.min.css; then
    echo "error: the style sheet still asks another host" >&2
    exit 1
fi
