const LIGHT = `
  --page: #f5f6f8; --card: #ffffff; --raised: #f0f2f5; --text: #1b1f24; --muted: #57606a; --line: #d9dde3; --accent: #0b57d0;
  --pass: #116239; --pass-soft: #e3f4ea; --fail: #a3161f; --fail-soft: #fdebec; --warn: #744900; --warn-soft: #fdf2d8;
  --express: #7d8896; --fastify: #1f6feb; --raw: #2c9a62; --floor: #c3cad3; --routed: #9a6fd0; --target: #b3261e;
  --f-own: #a8c7fa; --f-package: #ffd8a8; --f-node: #b7e4c7; --f-native: #d7dbe0; --f-text: #1b1f24;
`;
const DARK = `
  --page: #111418; --card: #191d23; --raised: #22272f; --text: #e5e8ec; --muted: #a2abb7; --line: #333a44; --accent: #8db8ff;
  --pass: #7edcaa; --pass-soft: #12301f; --fail: #ff9ea2; --fail-soft: #3a191c; --warn: #f3cd79; --warn-soft: #322708;
  --express: #8b96a5; --fastify: #4d93ff; --raw: #3fb57a; --floor: #4a535f; --routed: #a883da; --target: #ff8f88;
  --f-own: #1d4f9c; --f-package: #75501a; --f-node: #1f5c3a; --f-native: #3d4550; --f-text: #eef1f4;
`;

/** The page's whole style; every pair of text and ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main, header.top { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
main { padding-bottom: 3rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.02em; margin: .1rem 0 1.3rem; text-wrap: balance; }
h2 { font-size: 1.2rem; letter-spacing: -.01em; margin: 0 0 .3rem; }
h3 { font-size: .95rem; margin: 1.5rem 0 .5rem; }
p { margin: .3rem 0 .8rem; max-width: 62rem; }
code { font: 12.5px/1.55 ui-monospace, SFMono-Regular, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
section { margin: 2.6rem 0 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; }
.muted { color: var(--muted); }
.small { font-size: .85rem; }
.number { text-align: right; }
.figure, .number { font-variant-numeric: tabular-nums; white-space: nowrap; }

header.top { padding-top: 2.4rem; }
.over { margin: 0; color: var(--muted); font-size: .85rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 0 0 .7rem; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; display: flex; flex-direction: column; justify-content: space-between; }
.figures dt { color: var(--muted); font-size: .82rem; }
.figures dd { margin: .2rem 0 0; font-size: 1.55rem; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.figures dd small { display: block; font-size: .8rem; font-weight: 400; letter-spacing: 0; color: var(--muted); }
.about { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1rem 0 0; font-size: .88rem; }
.about dt { color: var(--muted); }
.about dd { margin: 0; overflow-wrap: anywhere; }
.note { margin: 1.2rem 0 0; padding: .7rem 1rem; border-radius: 10px; border: 1px solid; color: var(--warn); background: var(--warn-soft); max-width: none; }

.scroll { overflow-x: auto; }
.card.scroll { padding: 0; }
table { border-collapse: collapse; width: 100%; }
.list th, .list td { padding: .45rem .9rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-size: .92rem; }
.list thead th { border-top: 0; color: var(--muted); font-weight: 500; font-size: .82rem; }
.list tbody th { font-weight: 500; }
.list .number { text-align: right; }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 99px; font-size: .8rem; font-weight: 600; white-space: nowrap; background: var(--raised); color: var(--muted); }
.badge.reached { color: var(--pass); background: var(--pass-soft); }
.badge.missed { color: var(--fail); background: var(--fail-soft); }
.badge.undecided { color: var(--warn); background: var(--warn-soft); }
details.card { margin: 0 0 .6rem; } details > summary { cursor: pointer; }
details.card[open] > summary { margin-bottom: .6rem; }

.plot { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .9rem 1rem .6rem; }
.plot figcaption { font-weight: 600; font-size: .92rem; margin: 0 0 .4rem; }
.plot svg { display: block; width: 100%; height: auto; }
.plot.wide { margin-bottom: .8rem; padding: 1rem 1.2rem; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)); gap: .8rem; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19.5rem), 1fr)); gap: .8rem; }
svg text { font-size: 12.5px; fill: var(--text); font-family: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; font-variant-numeric: tabular-nums; }
svg .tick { fill: var(--muted); text-anchor: middle; font-size: 11.5px; } svg .to-left { text-anchor: end; } svg .to-right { text-anchor: start; } svg .label { text-anchor: end; }
svg .strong { font-weight: 600; fill: var(--text); }
.grid { stroke: var(--line); } .base { stroke: var(--line); }
.one { stroke: var(--text); stroke-width: 1.3; } .target { stroke: var(--target); stroke-width: 1.5; stroke-dasharray: 5 4; }
.gain { stroke: var(--fastify); stroke-width: 1.2; } .gain.better { fill: var(--fastify); fill-opacity: .55; }
.gain.worse { fill: var(--express); stroke: var(--express); fill-opacity: .55; } .gain.even { fill: none; stroke-dasharray: 3 2; }
.mean { fill: var(--text); } .whisker { stroke: var(--text); stroke-width: 1.5; fill: none; }
.bar.express, .ridge.express { fill: var(--express); } .bar.fastify, .ridge.fastify { fill: var(--fastify); } .bar.raw, .ridge.raw { fill: var(--raw); }
.bar.floor, .ridge.floor { fill: var(--floor); } .bar.routed, .ridge.routed { fill: var(--routed); }
.bar { fill-opacity: .85; } .ridge { fill-opacity: .6; }
.mark { stroke: var(--text); stroke-width: 1.6; } .mark.p99 { stroke-dasharray: 4 2; } .mark.p999 { stroke-dasharray: 1.5 2; }
.key { display: inline-block; width: 0; height: .95em; vertical-align: -.1em; margin: 0 .15rem; border-left: 2px solid var(--text); } .key.p99 { border-left-style: dashed; } .key.p999 { border-left-style: dotted; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .leader { fill: none; stroke: var(--muted); stroke-width: .7; }
.line.express { stroke: var(--express); stroke-dasharray: 9 4; } .line.fastify { stroke: var(--fastify); stroke-width: 2.6; } .line.raw { stroke: var(--raw); stroke-dasharray: 2 3; }
.line.floor { stroke: var(--floor); } .line.bare-express { stroke-dasharray: 9 4; } .line.routed { stroke: var(--routed); stroke-width: 1.4; } .line.router-0 { stroke-dasharray: 9 4; } .line.router-50 { stroke-dasharray: 9 3 2 3; }
.dot { fill: var(--floor); stroke: var(--text); stroke-width: 1; fill-opacity: .75; } .plot .dot.square, .legend .dot.square { fill: var(--express); } .dot.triangle { fill: var(--raw); } .dot.rhombus { fill: var(--routed); } .dot.circle { fill: var(--fastify); }
.median { stroke: var(--text); stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; } .sign { width: 14px; height: 14px; vertical-align: -.1em; }

.flame { display: block; width: 100%; min-width: 46rem; padding: .6rem; }
.flame text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: var(--f-text); pointer-events: none; }
.frame { cursor: pointer; } .frame:hover rect { stroke: var(--text); }
.own { --tone: var(--f-own); } .package { --tone: var(--f-package); } .node { --tone: var(--f-node); } .native { --tone: var(--f-native); }
.frame rect { fill: var(--tone); stroke: var(--card); stroke-width: .8; } .swatch { display: inline-block; width: .8em; height: .8em; border-radius: 2px; background: var(--tone); }
.beside { display: grid; grid-template-columns: minmax(16rem, 1fr) 2fr; gap: .8rem; margin-top: .8rem; align-items: start; }
.tree { overflow-x: auto; font-size: .88rem; } .tree details, .tree .leaf { margin-left: 1.1rem; white-space: nowrap; } .tree .leaf { padding-left: 1rem; }
.share { display: inline-block; min-width: 3.6rem; font-variant-numeric: tabular-nums; font-weight: 600; }

@media (max-width: 44rem) {
  main, header.top { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.5rem; }
  .figures { grid-template-columns: 1fr 1fr; }
  .about { grid-template-columns: 1fr; gap: 0; } .about dd { margin-bottom: .45rem; }
  .beside { grid-template-columns: minmax(0, 1fr); }
  .plot { overflow-x: auto; } .plot svg { min-width: 30rem; } .plot.small svg { min-width: 0; }
  .list th, .list td { padding-left: .7rem; padding-right: .7rem; }
}
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 10pt; }
  main, header.top { max-width: none; padding: 0; }
  section { margin-top: 1.5rem; }
  h2, h3 { break-after: avoid; }
  .plot, .figures div, tr { break-inside: avoid; }
  .pairs { grid-template-columns: 1fr; } .multiples { grid-template-columns: 1fr 1fr; }
  .beside { grid-template-columns: 1fr; } .tree { display: none; } .flame { min-width: 0; }
  .list th, .list td { padding: .25rem .45rem; font-size: 8pt; } .badge { font-size: 7.5pt; } .figure, .number { white-space: normal; }
  details::details-content { content-visibility: visible; display: block; }
  svg, .badge, .note, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
