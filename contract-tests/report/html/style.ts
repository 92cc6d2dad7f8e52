const LIGHT = `
  --page: #f5f6f8; --card: #ffffff; --raised: #f0f2f5; --text: #1b1f24; --muted: #57606a; --line: #d9dde3; --accent: #0b57d0;
  --pass: #116239; --pass-soft: #e3f4ea; --pass-bar: #2c9a62; --fail: #a3161f; --fail-soft: #fdebec; --fail-bar: #d3404a;
  --warn: #744900; --warn-soft: #fdf2d8; --warn-mark: #f9d777; --bar: #e3e7ec;
`;
const DARK = `
  --page: #111418; --card: #191d23; --raised: #22272f; --text: #e5e8ec; --muted: #a2abb7; --line: #333a44; --accent: #8db8ff;
  --pass: #7edcaa; --pass-soft: #12301f; --pass-bar: #35a46c; --fail: #ff9ea2; --fail-soft: #3a191c; --fail-bar: #dc5560;
  --warn: #f3cd79; --warn-soft: #322708; --warn-mark: #6d5108; --bar: #2d343d;
`;

/** The page's whole style; every pair of text and ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main, header.top { max-width: 78rem; margin: 0 auto; padding: 0 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.02em; margin: .1rem 0 0; text-wrap: balance; }
h2 { font-size: 1.2rem; letter-spacing: -.01em; margin: 0 0 .9rem; }
h3 { font-size: .78rem; letter-spacing: .05em; text-transform: uppercase; color: var(--muted); margin: 1.5rem 0 .5rem; }
p { margin: .4rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre, .mono { font: 12.5px/1.55 ui-monospace, SFMono-Regular, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
code, pre { overflow-wrap: anywhere; white-space: pre-wrap; }
section { margin: 2.4rem 0 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; }
.muted { color: var(--muted); }
.small { font-size: .85rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

header.top { padding-top: 2.4rem; }
.over { margin: 0; color: var(--muted); font-size: .85rem; }
.verdict { display: flex; gap: .9rem; align-items: center; margin: 1.3rem 0 1rem; padding: 1rem 1.25rem; border-radius: 10px; border: 1px solid; }
.verdict .sign { flex: none; width: 2.2rem; height: 2.2rem; }
.verdict strong { display: block; font-size: 1.15rem; line-height: 1.3; }
.verdict p { margin: .1rem 0 0; }
.verdict.pass { color: var(--pass); background: var(--pass-soft); }
.verdict.fail { color: var(--fail); background: var(--fail-soft); }
.verdict.untested { color: var(--warn); background: var(--warn-soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; display: flex; flex-direction: column; justify-content: space-between; }
.figures dt { color: var(--muted); font-size: .82rem; }
.figures dd { margin: 0; font-size: 1.45rem; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.figures dd small { font-size: .8rem; font-weight: 400; letter-spacing: 0; color: var(--muted); }
.about { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1.2rem 0 0; font-size: .88rem; }
.about dt { color: var(--muted); }
.about dd { margin: 0; overflow-wrap: anywhere; }

.scroll { overflow-x: auto; padding: 0; }
table { border-collapse: collapse; width: 100%; }
.list th, .list td { padding: .55rem .9rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
.list thead th { border-top: 0; color: var(--muted); font-weight: 500; font-size: .82rem; white-space: nowrap; }
.list tbody th { font-weight: 500; }
.list .number { text-align: right; }
.list summary { cursor: pointer; color: var(--accent); }
.list ul { margin: .3rem 0; padding-left: 1rem; }
.path { display: block; font-weight: 400; }
.badge { display: inline-block; padding: .05rem .5rem; border-radius: 99px; font-size: .78rem; font-weight: 600; white-space: nowrap; }
.badge.pass { color: var(--pass); background: var(--pass-soft); }
.badge.fail { color: var(--fail); background: var(--fail-soft); }
.badge.untested { color: var(--warn); background: var(--warn-soft); }
.chip { display: inline-block; padding: .02rem .45rem; border-radius: 5px; background: var(--raised); font-size: .8rem; white-space: nowrap; }
.bar { display: block; width: 100%; min-width: 7rem; height: 6px; border-radius: 3px; margin: .3rem 0; overflow: hidden; }
.bar .ground { fill: var(--bar); } .bar .part { fill: var(--pass-bar); } .bar .part.fail { fill: var(--fail-bar); }

.filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; padding: .6rem 0; background: var(--page); }
.filter input, .filter select, button { font: inherit; font-size: .9rem; color: var(--text); background: var(--card); border: 1px solid var(--muted); border-radius: 7px; padding: .35rem .7rem; min-width: 0; }
.filter input { flex: 1 1 14rem; } .filter select { flex: 0 1 16rem; }
button { cursor: pointer; } button:hover { background: var(--raised); }
.finding { margin: 0 0 .8rem; padding: 0; scroll-margin-top: 4.2rem; }
.finding > details > summary { display: grid; grid-template-columns: 1rem 1fr auto; gap: .1rem .7rem; padding: .8rem 1.25rem; cursor: pointer; list-style: none; border-radius: 10px; }
.finding > details > summary::-webkit-details-marker { display: none; }
.finding > details > summary::before { content: '›'; color: var(--muted); font-size: 1.3rem; line-height: 1.1; }
.finding > details[open] > summary::before { transform: rotate(90deg); }
.finding > details > summary:hover { background: var(--raised); }
.finding .case { font-weight: 600; overflow-wrap: anywhere; }
.finding .badge { align-self: start; justify-self: end; }
.finding .where { grid-column: 2 / -1; color: var(--muted); font-size: .85rem; overflow-wrap: anywhere; }
.finding .inside { padding: 0 1.25rem 1.25rem; border-top: 1px solid var(--line); }
.differences { margin: 0; padding: 0; list-style: none; }
.differences li { display: grid; grid-template-columns: minmax(9rem, 17rem) 1fr; gap: 0 1rem; align-items: baseline; padding: .22rem 0; border-top: 1px solid var(--line); font-size: .92rem; }
.differences li > * { min-width: 0; overflow-wrap: anywhere; }
.differences li:first-child { border-top: 0; }
.differences code { color: var(--muted); }

.sides { table-layout: fixed; border: 1px solid var(--line); }
.sides th, .sides td { text-align: left; vertical-align: top; padding: .18rem .6rem; border-left: 1px solid var(--line); font-weight: 400; }
.sides tr > :first-child { border-left: 0; color: var(--muted); }
.sides tbody th { font-size: 12.5px; line-height: 1.55; overflow-wrap: anywhere; } .sides .name + th { width: auto; }
.sides tbody th.named { padding-left: 1.8rem; text-indent: -1.2rem; } .sides th .mark { text-indent: 0; }
.sides thead th { padding: .35rem .6rem; background: var(--raised); font-size: .82rem; font-weight: 600; }
.sides .name { width: 21%; } .sides .sign { width: 2.4rem; }
.sides td { overflow-wrap: anywhere; white-space: pre-wrap; tab-size: 2; }
.sides .mark { display: inline-block; width: 1.2rem; font-weight: 700; }
.sides .changed td { background: var(--warn-soft); }
.sides .changed .mark { color: var(--warn); }
.sides .changed mark { background: var(--warn-mark); color: var(--text); border-radius: 2px; }
.sides .missing td:nth-child(2) { background: var(--fail-soft); } .sides .missing td:nth-child(2), .sides .missing .mark { color: var(--fail); }
.sides .extra td:nth-child(3) { background: var(--pass-soft); } .sides .extra td:nth-child(3), .sides .extra .mark { color: var(--pass); }
.sides .same:not(.lines) td { color: var(--muted); }
.sides .allowed td { font-style: italic; color: var(--muted); }
.sides .fold td { background: var(--raised); color: var(--muted); text-align: center; font-size: .8rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
.sent { display: flex; align-items: center; gap: .8rem; margin: 1.2rem 0 .4rem; }
.sent h3 { margin: 0; } .sent button { font-size: .8rem; padding: .1rem .6rem; }
pre { margin: 0; padding: .7rem .9rem; background: var(--raised); border-radius: 7px; }
.empty { text-align: center; padding: 3rem 1.25rem; }
footer { margin: 3rem 0 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }

@media (max-width: 44rem) {
  main, header.top { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.5rem; }
  .figures { grid-template-columns: 1fr 1fr; }
  .about { grid-template-columns: 1fr; gap: 0; } .about dd { margin-bottom: .45rem; }
  .finding > details > summary, .finding .inside { padding-left: .9rem; padding-right: .9rem; }
  .sides, .sides tbody, .sides tr, .sides td, .sides tbody th { display: block; width: auto; border-left: 0; }
  .sides thead { display: none; }
  .sides tr { border-top: 1px solid var(--line); padding: .25rem 0; }
  .sides .lines, .sides .fold { border-top: 0; padding: 0; }
  .sides td[data-side]::before { content: attr(data-side); display: block; font: 600 .72rem/1.4 system-ui, sans-serif; font-style: normal; color: var(--muted); }
  .sides .lines td[data-side]::before { content: '− '; display: inline; } .sides .lines td[data-side='Candidate']::before { content: '+ '; }
  .sides .same td:nth-child(3), .sides td.none { display: none; }
  .sides .same td[data-side]::before { content: none; } .sides .lines.same td[data-side]::before { content: '  '; }
  .sides .lines > th, .sides .same .mark { display: none; }
  .sides tbody th.named { padding-left: .6rem; text-indent: 0; }
  .filter { position: static; }
  .differences li { grid-template-columns: 1fr; }
  .finding > details > summary { grid-template-columns: 1rem 1fr; } .finding .badge { grid-column: 2; justify-self: start; margin: .15rem 0; }
  .list th, .list td { padding-left: .7rem; padding-right: .7rem; } .bar { min-width: 5rem; }
}
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 10pt; }
  main, header.top { max-width: none; padding: 0; }
  .filter, button { display: none; }
  .card, .figures div { break-inside: avoid-page; }
  .finding { break-inside: auto; }
  details::details-content { content-visibility: visible; display: block; }
  .sides tr, .list tr { break-inside: avoid; }
  .sides td, .sides th, .badge, .verdict, .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
