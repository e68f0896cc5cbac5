"""The style sheet of the HTML report: light or dark as the reader's system is, black on white on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --dim: #5c656f; --ground: #fff; --panel: #f5f6f8; --line: #d8dde3;
  --error: #b3261e; --warning: #8a5300; --info: #1f5fa8; --primary: #ffd9d6; --step: #d7e8ff; --mask: #5c656f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --dim: #a0a8b1; --ground: #15181c; --panel: #1f242a;
  --line: #363d45; --error: #ff8a80; --warning: #ffbe5c; --info: #82b6ff; --primary: #6b2420; --step: #1f4068;
  --mask: #a0a8b1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--ground); overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2rem 0 .75rem; font-size: 1.2rem; }
h2 code { font-size: 1.05rem; font-weight: 700; } small { color: var(--dim); font-size: .85rem; font-weight: 400; }
h3 { margin: 0; font-size: 1rem; }
header { border-bottom: 2px solid var(--line); padding-bottom: .5rem; } header p { margin: .5rem 0; }
code, pre { font: .85em/1.55 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.grade { white-space: nowrap; font-weight: 700; margin-right: .35rem; } .grade.error { color: var(--error); }
.grade.warning { color: var(--warning); } .grade.info { color: var(--info); }
.finding { border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; margin: 0 0 1rem; }
.finding .place { margin: .15rem 0 .6rem; color: var(--dim); font-size: .9rem; }
.finding p { margin: .5rem 0 0; } .finding ol { margin: .5rem 0 0; padding-left: 1.5rem; font-size: .93rem; }
pre { margin: 0; padding: .6rem .8rem; background: var(--panel); border-radius: 4px; white-space: pre-wrap; }
.line { display: grid; grid-template-columns: 3.5em 1fr; } .line > b { color: var(--dim); font-weight: 400;
  user-select: none; } .gap { color: var(--dim); }
mark { padding-bottom: 2px; color: inherit; background: var(--step); border-bottom: 2px solid var(--info); }
mark.primary { background: var(--primary); border-bottom-color: var(--error); } i { color: var(--mask); }
.supply { margin: 0 0 1rem; } .supply h3 { margin-bottom: .4rem; }
.files { margin: 1.25rem 0 0; } summary { cursor: pointer; font-weight: 700; }
.files ul { margin: .5rem 0 0; padding: 0; list-style: none; } .files li { padding: .15rem 0; color: var(--dim); }
a { color: var(--info); text-underline-offset: 2px; }
table { border-collapse: collapse; } th, td { padding: .2rem 1rem .2rem 0; text-align: left;
  border-bottom: 1px solid var(--line); } td:last-child, th:last-child { text-align: right; padding-right: 0; }
td:first-child, td:last-child, th { white-space: nowrap; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem; color: var(--dim);
  font-size: .85rem; }
@page { margin: 15mm 14mm; }
@media print { :root { color-scheme: light; --ink: #000; --dim: #444; --ground: #fff; --panel: #fff; --line: #999;
  --error: #8c1d18; --warning: #6b4000; --info: #184a85; --primary: #fff; --step: #fff; --mask: #444; }
  html { font-size: 9pt; } body { max-width: none; padding: 0; font-size: 1rem; } .files { display: none; }
  h2 { margin-top: 1.4rem; } .finding { padding: .5rem .8rem; margin-bottom: .7rem; } .place { margin-bottom: .35rem; }
  .finding p, .finding ol { margin-top: .3rem; } pre { padding: .35rem .6rem; border: 1px solid var(--line); }
  .finding, .supply, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  mark { border-bottom-style: dotted; } mark.primary { border-bottom-style: solid; } }
"""
