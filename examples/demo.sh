#!/bin/sh
# make demo: a synthetic caseload, judged, and its report opened. No real client is in it.
set -eu
cd "$(dirname "$0")/.."
unstuck=.venv/bin/unstuck
rm -rf demo
mkdir demo
"$unstuck" simulate --clients 60 --seed 2 --out demo/caseload.csv --cases demo/cases
"$unstuck" analyse demo/caseload.csv --instrument PHQ-9
"$unstuck" analyse demo/caseload.csv --instrument PHQ-9 --format html --out demo/report.html
echo
echo "The report: demo/report.html"
echo "One client's next steps: .venv/bin/unstuck advise demo/cases/C00003.json"
if [ -t 1 ] && [ -z "${CI:-}" ]; then python3 -m webbrowser "file://$PWD/demo/report.html" >/dev/null 2>&1 || true; fi
