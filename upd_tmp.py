import re
from tests.spec import pathway_table as t
from unstuck.guidance import advise, default_thresholds
from unstuck.interop.case import case_from_json, advice_to_json
from dataclasses import replace
for name in t.FILES:
    path=t.FOLDER/f"{name}.toml"
    text=path.read_text()
    blocks=re.split(r'(?m)^(?=\[\[row\]\]$)',text)
    _,rows=t.section(name)
    assert len(blocks)-1==len(rows)
    out=[blocks[0]]
    for block,row in zip(blocks[1:],rows):
        a=advice_to_json(advise(case_from_json(row.facts), replace(default_thresholds(), **row.thresholds)))
        if t.difference(row,a):
            def exp(old,new):
                olds={t.code(o):o for o in old}
                res=[]
                for s in new:
                    full=s['code']+': '+', '.join(r['code'] for r in s['reasons'])
                    res.append(s['code'] if s['code'] in olds and ':' not in olds[s['code']] else full)
                return res
            q=lambda xs: '['+', '.join('"%s"'%x for x in xs)+']'
            steps=exp(row.steps,a['steps'])
            # long repeated reasons are left open where the row is not about them
            short=[]
            for s in steps:
                c=t.code(s)
                if c in ('reassess','consult-colleague','change-approach') and not any(t.code(o)==c and ':' in o for o in row.steps):
                    short.append(c)
                else: short.append(s)
            block=re.sub(r'(?m)^steps = .*$', lambda m:'steps = '+q(short), block)
            caut=exp(row.cautions,a['cautions'])
            if list(row.cautions)!=caut and [t.code(c) for c in row.cautions]!=[c['code'] for c in a['cautions']] or any(t.reasons(c) is not None and t.reasons(c)!=[r['code'] for r in k['reasons']] for c,k in zip(row.cautions,a['cautions'])):
                line='cautions = '+q(caut)
                if re.search(r'(?m)^cautions = ',block):
                    block=re.sub(r'(?m)^cautions = .*\n', (lambda m: line+'\n') if caut else (lambda m:''), block)
                elif caut: block=re.sub(r'(?m)^(steps = .*)$', lambda m:m[1]+'\n'+line, block)
                print('CAUTIONS',row.name,row.cautions,caut)
            if list(row.missing)!=a['missing']:
                line='missing = '+q(a['missing'])
                if re.search(r'(?m)^missing = ',block):
                    block=re.sub(r'(?m)^missing = .*\n', (lambda m: line+'\n') if a['missing'] else (lambda m:''), block)
                else: block=block.rstrip('\n')+'\n'+line+'\n\n'
                print('MISSING',row.name,list(row.missing),a['missing'])
        out.append(block)
    path.write_text(''.join(out).rstrip('\n')+'\n')
