import sys
from tests.spec import pathway_table as t
from unstuck.guidance import advise, default_thresholds
from unstuck.interop.case import case_from_json, advice_to_json
from dataclasses import replace
only=sys.argv[1:]
n=0
for row in t.rows():
    if only and row.file not in only: continue
    case=case_from_json(row.facts)
    a=advice_to_json(advise(case, replace(default_thresholds(), **row.thresholds)))
    d=t.difference(row,a)
    if d:
        n+=1
        st=[s['code']+': '+', '.join(r['code'] for r in s['reasons']) for s in a['steps']]
        print(f"## {row.name}: {row.says}\n   given {dict(row.given)} unknown {row.unknown} start {row.start}\n   was {list(row.steps)}\n   now {st}\n   d: {str(d)[:300]}")
print(n)
