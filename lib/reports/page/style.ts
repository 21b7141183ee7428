/** The page's only style sheet. Light and dark by what the reader prefers; paper is always light. */
const LIGHT = `
  --paper: #fff; --ink: #1b1f24; --quiet: #545d68; --rule: #d0d7de; --band: #f6f8fa; --link: #0a4f9e;
  --good: #116329; --bad: #a40e26; --open: #7a4700; --bad-band: #fff0f0; --open-band: #fff6e0; --good-band: #eafbef;`;
const DARK = `
  --paper: #14181d; --ink: #e6eaef; --quiet: #a3adb8; --rule: #3a424c; --band: #1d232a; --link: #86bcff;
  --good: #6fdd8b; --bad: #ff9a9a; --open: #f2c261; --bad-band: #351a1e; --open-band: #33270f; --good-band: #14291b;`;

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
.skip { position: absolute; left: -999em; }
.skip:focus { left: 1rem; top: .5rem; padding: .4rem .8rem; background: var(--paper); z-index: 1; }
header, nav, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h1 .tag { font-size: .85rem; vertical-align: middle; margin-left: .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .8rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .5rem 0; max-width: 52rem; }
ul { margin: .4rem 0; padding-left: 1.2rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.over { color: var(--quiet); letter-spacing: .04em; margin: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: .6rem 0; margin: 1rem 0 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
dl { margin: .5rem 0; } dd { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: .15rem 2rem; }
.facts div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: .6rem; }
dt { color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.2rem, 1fr)); gap: 1px; border: 1px solid var(--rule); background: var(--paper); }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .5rem .8rem; outline: 1px solid var(--rule); }
.figures dd { font-size: 1.35rem; line-height: 1.2; font-weight: 600; }
.figures dt { font-size: .85rem; } .figures dd data { font-size: 1rem; }
.figures .alarm { background: var(--bad-band); } .figures .alarm dd, .figures .alarm dt { color: var(--bad); }
.loud { border: 2px solid var(--bad); border-left-width: 10px; background: var(--bad-band); padding: .7rem 1rem; margin: 1rem 0; max-width: none; }
section.loud h2 { margin: 0 0 .4rem; border: 0; padding: 0; color: var(--bad); }
.frame { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .8125rem; }
caption { text-align: left; color: var(--quiet); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .55rem .4rem 0; border-bottom: 1px solid var(--rule); font-weight: 400; overflow-wrap: anywhere; unicode-bidi: isolate; }
thead th { overflow-wrap: normal; font-weight: 600; border-bottom: 2px solid var(--quiet); vertical-align: bottom; }
td:last-child, th:last-child { padding-right: 0; }
.figure { text-align: right; }
td.figure, time, td .tag, .figures dd, .figures .tag { white-space: nowrap; } td[data-field="checks"] small { white-space: normal; } [data-field="source"] { min-width: 14.6rem; } [data-field="checks"] { min-width: 8.5rem; } [data-field="verdict"] { min-width: 8rem; } time, .id { unicode-bidi: isolate; }
td, th { max-width: 22rem; }
small { display: block; color: var(--quiet); font-size: .75rem; overflow-wrap: anywhere; }
.id, pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .8125rem; overflow-wrap: anywhere; }
.tag { display: inline-block; padding: 0 .4rem; border: 1px solid currentColor; border-radius: 3px; font-size: .72rem; font-weight: 600; line-height: 1.5; }
.passed, .pass, .covered { color: var(--good); background: var(--good-band); }
.failed, .fail { color: var(--bad); background: var(--bad-band); }
.inconclusive, .overdue, .never-drilled, .not-run { color: var(--open); background: var(--open-band); }
.missed, .simulated { color: var(--bad); font-weight: 600; }
.none { color: var(--quiet); font-style: italic; }
article { padding-bottom: .6rem; } article + article { border-top: 1px solid var(--rule); }
h3, article li, .class, dd { overflow-wrap: anywhere; unicode-bidi: isolate; }
.class, p.missed { max-width: none; font-size: .875rem; } .class { color: var(--quiet); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: .6rem 1.5rem; }
.chart { width: 100%; height: auto; margin: 0; } .chart text { font-size: 10.5px; fill: var(--quiet); } .chart .name, .chart .last { fill: var(--ink); font-weight: 600; font-size: 11.5px; }
.chart path { fill: none; stroke-width: 1; } .axis { stroke: var(--rule); } .goal { stroke: var(--bad); stroke-dasharray: 5 3; }
.chart .line { stroke: var(--link); stroke-width: 1.5; } .dot { fill: var(--link); } .chart .cross { stroke: var(--bad); stroke-width: 2.2; }
details summary { cursor: pointer; color: var(--link); font-size: .875rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--band); border: 1px solid var(--rule); padding: .7rem .9rem; margin: .6rem 0; }
.terms { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: .35rem 1rem; max-width: 60rem; } .terms dt { color: var(--ink); font-weight: 600; }
footer { color: var(--quiet); font-size: .85rem; margin-top: 2rem; padding-bottom: 2rem; }
@media (max-width: 34rem) { header, nav, main, footer { padding-left: 1rem; padding-right: 1rem; } .facts div, .terms { grid-template-columns: minmax(0, 1fr); gap: 0; } .terms dd { margin-bottom: .5rem; } .frame table { min-width: 40rem; } }
@page { size: A4 landscape; margin: 13mm 12mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 9pt; line-height: 1.35; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  header, nav, main, footer { max-width: none; padding: 0; }
  nav, .skip, details { display: none; }
  .frame { overflow: visible; } table { font-size: 7.8pt; } small, .id, pre { font-size: 7pt; } .tag { font-size: 7pt; }
  thead { display: table-header-group; } tr, article[data-failure], article > h3, .charts, .figures, .loud, .facts div, .together { break-inside: avoid; }
  h1, h2, h3, caption, .class { break-after: avoid; } th, td { padding: .9mm 2.5mm .9mm 0; } [data-field="source"] { min-width: 52mm; } [data-field="checks"] { min-width: 32mm; } [data-field="verdict"] { min-width: 28mm; }
  .charts { grid-template-columns: repeat(4, 1fr); } h2 { margin-top: 7mm; } .figures { grid-template-columns: repeat(8, 1fr); } .figures dd { font-size: 12pt; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); } .facts div { grid-template-columns: 34mm minmax(0, 1fr); }
}
`;
