/** The style sheet of the HTML report, light and dark. Text has a contrast of 4.5 at least (WCAG 2.2, 1.4.3). */
export const stylesheet = `
:root { color-scheme: light dark; --paper: #fff; --card: #f6f7f9; --line: #d4d9df; --text: #1a1e23;
  --soft: #56606b; --right: #0b62c4; --wrong: #b3261e; --track: #e6e9ed; --right-rgb: 11 98 196;
  --wrong-rgb: 179 38 30; }
@media (prefers-color-scheme: dark) { :root { --paper: #101418; --card: #191f25; --line: #343c45; --text: #e8ebee;
  --soft: #a3adb8; --right: #6db1ff; --wrong: #ff8d83; --track: #2a323a; --right-rgb: 109 177 255;
  --wrong-rgb: 255 141 131; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2rem) 3rem; max-width: 72rem; background: var(--paper);
  color: var(--text); font: 16px/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
header p { max-width: none; margin: .25rem 0 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0; }
p { margin: .25rem 0 .75rem; max-width: 44rem; }
.soft, figcaption small { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem;
  margin: 1.25rem 0 .75rem; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; }
.tiles dt { color: var(--soft); font-size: .9rem; }
.tiles dd { margin: 0; font-size: .85rem; color: var(--soft); }
.tiles dd.figure { white-space: nowrap; font-size: 1.55rem; line-height: 1.3; font-weight: 600; color: var(--text); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 0 2.5rem;
  align-items: start; }
.columns > div { min-width: 0; }
.scroll { overflow-x: auto; }
.scroll + .scroll { margin-top: 1.25rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .4rem; }
th, td { padding: .3rem .65rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th, tbody th { font-weight: 600; color: var(--soft); }
th:first-child, .words th, .words td { text-align: left; }
.words { width: 100%; }
.words th, .words td { white-space: normal; overflow-wrap: anywhere; min-width: 6rem; vertical-align: top; }
bdi { overflow-wrap: anywhere; }
tbody th:has(bdi) { white-space: normal; }
.matrix { width: 100%; max-width: 31rem; table-layout: fixed; }
.matrix th, .matrix td { padding: 0; height: 2.3rem; text-align: center; border: 1px solid var(--paper);
  font-size: clamp(.7rem, 2.6vw, .9rem); }
.matrix td { background: var(--card); }
.matrix td.none { color: var(--soft); }
.matrix td.r1 { background: rgb(var(--right-rgb) / .1); }
.matrix td.r2 { background: rgb(var(--right-rgb) / .16); }
.matrix td.r3 { background: rgb(var(--right-rgb) / .22); }
.matrix td.r4 { background: rgb(var(--right-rgb) / .3); }
.matrix td.w1 { background: rgb(var(--wrong-rgb) / .12); }
.matrix td.w2 { background: rgb(var(--wrong-rgb) / .2); }
.matrix td.w3 { background: rgb(var(--wrong-rgb) / .3); }
.matrix td.w4 { background: rgb(var(--wrong-rgb) / .4); }
.diagram { width: 100%; max-width: 31rem; height: auto; display: block; }
.diagram text { font-size: 11px; fill: var(--soft); }
.grid { stroke: var(--line); fill: none; }
.axis { stroke: var(--soft); fill: none; }
.bar { fill: rgb(var(--right-rgb) / .45); }
.strip { fill: rgb(var(--right-rgb) / .8); }
.whisker { stroke: var(--text); fill: none; }
.diagonal { stroke: var(--soft); stroke-dasharray: 4 4; fill: none; }
details { margin-top: .75rem; }
summary { cursor: pointer; color: var(--right); }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .75rem;
  padding: 0; margin: 0; list-style: none; }
figure { margin: 0; height: 100%; background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .75rem; }
.views { display: grid; grid-template-columns: 1fr 1fr 1.25fr; gap: .6rem; align-items: end; }
.view { aspect-ratio: 1; display: grid; place-items: center; }
.view img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #fff; border-radius: .25rem; }
.view img.raster { image-rendering: pixelated; background: #000; }
.view p { margin: 0; font-size: .8rem; text-align: center; color: var(--soft); }
.bars { width: 100%; height: auto; display: block; }
.bars text { font-size: 11px; fill: var(--soft); }
.track { fill: var(--track); }
rect.other { fill: var(--soft); }
.bars .right { fill: var(--right); }
.bars .wrong { fill: var(--wrong); }
.bars text.right, .bars text.wrong { font-weight: 700; }
figcaption { margin-top: .6rem; }
figcaption small { display: block; font-size: .82rem; overflow-wrap: anywhere; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
@media (max-width: 30rem) { th, td { padding: .3rem .35rem; font-size: .9rem; } }
@media print { figure, .tiles div { break-inside: avoid; } }
`
