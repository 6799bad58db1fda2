"""How a report looks, and the few lines of script that let its questions be chosen: nothing from outside."""

STYLE = """
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--dim:#5b6675;--line:#dde2e9;--accent:#0b62a8;
--tint:#e4eef8;--bar:#dcebf8;--mark:#ffe9a8;--bad:#a83a00;--badbg:#fdeae0;--good:#0b62a8;
--s1:#0072b2;--s2:#d55e00;--s3:#009e73;--s4:#b0588c;--s5:#c98500;--s6:#3a94cf;--better:#0072b2;--worse:#d55e00;
--same:#7b8694}
@media (prefers-color-scheme:dark){:root{--bg:#10151c;--card:#19212b;--ink:#e6ebf1;--dim:#9caaba;--line:#2d3947;
--accent:#74b8f2;--tint:#1e3247;--bar:#1d3a55;--mark:#5f4a0c;--bad:#ff9d6b;--badbg:#40241a;--good:#74b8f2;
--s1:#56b4e9;--s2:#f08a45;--s3:#2fc39a;--s4:#dc8fbb;--s5:#f0b429;--s6:#9ad2f5;--better:#56b4e9;--worse:#f08a45;
--same:#8a97a6}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);line-height:1.55;
font:15px/1.55 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei",
"Noto Sans CJK SC","Noto Sans SC",sans-serif}
:lang(zh){font-family:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei",
"Noto Sans CJK SC","Noto Sans SC",sans-serif}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code{font:0.9em/1.4 ui-monospace,"SF Mono",Consolas,"Noto Sans Mono CJK SC",monospace;overflow-wrap:anywhere}
header,main,footer{max-width:1160px;margin:0 auto;padding:0 20px}
header{padding-top:34px}
.brand{color:var(--dim);font-size:13px;letter-spacing:.04em;text-transform:uppercase;margin:0}
h1{font-size:30px;line-height:1.2;margin:2px 0 8px;letter-spacing:-.01em;overflow-wrap:anywhere}
h1 small{font-weight:400;color:var(--dim);font-size:.72em}
h2{font-size:21px;margin:44px 0 12px;letter-spacing:-.005em}
h3{font-size:15px;margin:20px 0 8px}h4{font-size:12px;margin:14px 0 4px;color:var(--dim);text-transform:uppercase;
letter-spacing:.05em}
.lead{font-size:16.5px;max-width:80ch;margin:0 0 14px}
nav.contents{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:14px;border-bottom:1px solid var(--line);
padding-bottom:12px}
.note{color:var(--dim);font-size:13.5px;margin:6px 0;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(5,1fr);gap:12px;margin:20px 0 6px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px 11px;min-width:0}
.card .name{font-weight:600;font-size:13.5px;color:var(--ink)}
.card .value{font-size:28px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;
letter-spacing:-.02em}
.card .interval,.card .gloss{font-size:12px;color:var(--dim);line-height:1.4}
.card .beside{font-size:12.5px;margin-top:5px;padding-top:5px;border-top:1px solid var(--line);
font-variant-numeric:tabular-nums}
.card .beside div{display:flex;justify-content:space-between;gap:8px}
.card .beside b{white-space:nowrap}
.card .beside span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.card .interval{font-variant-numeric:tabular-nums}.card .gloss{margin-top:3px;color:var(--ink);opacity:.85}
.gauge{position:relative;height:10px;margin:3px 0 5px;
background:linear-gradient(var(--line),var(--line)) 0 50%/100% 3px no-repeat}
.gauge i{position:absolute;left:var(--low);width:var(--wide);top:2.5px;height:5px;background:var(--accent);
opacity:.45;border-radius:3px}
.gauge b{position:absolute;left:var(--mean);top:0;height:10px;width:3px;margin-left:-1.5px;
background:var(--accent);border-radius:2px}
.plots{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}
.plots>figure:last-child:nth-child(odd){grid-column:1/-1}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px 12px;
min-width:0;display:flex;flex-direction:column}
figure h3{margin:0 0 6px}figcaption{color:var(--dim);font-size:12.5px;line-height:1.45;margin-top:4px}
svg.plot{display:block;width:100%;max-width:560px;height:auto;margin:auto;overflow:visible}
svg text{font-size:12px;fill:var(--ink);font-family:inherit}
svg .tick{fill:var(--dim);font-size:11px;font-variant-numeric:tabular-nums}
svg .label{fill:var(--dim)}svg .note{font-size:11px;fill:var(--ink);paint-order:stroke;stroke:var(--card);
stroke-width:3px}
svg .axis{stroke:var(--dim)}svg .grid{stroke:var(--line)}svg .mark{stroke:var(--dim);stroke-dasharray:3 3}
svg .zero{stroke:var(--ink)}
svg .curve{fill:none;stroke-width:2.2;stroke-linejoin:round}svg .band{opacity:.14}
svg .whisker{stroke:var(--ink);stroke-width:1.2}
svg .effect{stroke-width:2.4}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px;margin:10px 0 14px}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{padding:6px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--dim);font-weight:600;font-size:12.5px;vertical-align:bottom}
tbody th{font-weight:500;position:sticky;left:0;background:var(--card);max-width:15em;min-width:5.5em;
overflow-wrap:break-word}
.figure,.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.figure[style]{background:linear-gradient(var(--bar),var(--bar)) 0 100%/var(--v) 3px no-repeat}
.flat td{padding-top:4px;padding-bottom:5px}.flat td.figure small{display:inline;margin-left:9px}
td small{display:block;color:var(--dim);font-size:11px;line-height:1.3}
td.none,.n{color:var(--dim)}tr.group th{font-size:12px;text-transform:uppercase;letter-spacing:.05em;
color:var(--dim);padding-top:14px}
tr.total>*{font-weight:650;border-top:2px solid var(--line)}tr.total small{font-weight:400}.gloss{color:var(--dim)}
table.about td{overflow-wrap:anywhere;min-width:9em}table.about tbody th{white-space:nowrap;color:var(--dim)}
.better{color:var(--better)}.worse{color:var(--worse)}.same{color:var(--dim)}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:14px;align-items:start}
.pair .scroll{margin:0}
.pair table{font-size:12.5px}.pair th,.pair td{padding:5px 7px}
.chips{display:flex;flex-wrap:wrap;gap:6px;margin:8px 0 12px}
.chips a{border:1px solid var(--line);background:var(--card);border-radius:99px;padding:2px 11px;font-size:13px;
color:var(--ink)}
.chips b{color:var(--dim);font-weight:500}
.choice{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-bottom:10px}.choice[hidden]{display:none}
.choice>*{font:inherit;font-size:14px}.choice input{flex:1 1 12em;min-width:0}
.choice output{color:var(--dim);font-size:13px}
.choice select,.choice input,.choice button{color:inherit;background:var(--card);border:1px solid var(--line);
border-radius:7px;padding:5px 9px;max-width:100%}
.question{background:var(--card);border:1px solid var(--line);border-radius:9px;margin:7px 0}
.question:target{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
summary{cursor:pointer;padding:9px 14px;display:flex;flex-wrap:wrap;gap:3px 12px;justify-content:space-between;
align-items:baseline;list-style:none}
summary::-webkit-details-marker{display:none}summary::before{content:"▸";color:var(--dim);margin-right:-4px}
details[open]>summary::before{content:"▾"}
.asked{flex:1 1 20em;font-weight:500;overflow-wrap:anywhere;min-width:0}
.badges{display:flex;flex-wrap:wrap;gap:4px 7px;align-items:baseline;font-size:12.5px}
.badges code{color:var(--dim)}.badge{background:var(--tint);color:var(--ink);border-radius:5px;padding:1px 7px;
font-size:12px;white-space:nowrap}
.badge.crash,.badge.worse{background:var(--badbg);color:var(--bad)}.badge.better{color:var(--good)}
details>div{padding:0 16px 14px;border-top:1px solid var(--line)}
.rank{background:var(--tint);border-radius:5px;padding:0 7px;font-size:12px;white-space:nowrap}
.rank.missed{background:var(--badbg);color:var(--bad)}
ul.evidence{list-style:none;padding:0;margin:0}ul.evidence li{margin:3px 0}
q{quotes:none;overflow-wrap:anywhere}mark{background:var(--mark);color:inherit;border-radius:2px;padding:0 1px}
cite{font-style:normal;color:var(--dim);font-size:13px;overflow-wrap:anywhere}
.inside p,.sides p{margin:4px 0;overflow-wrap:anywhere}.said{white-space:pre-line}
.error,.missing b{color:var(--bad)}
.missing code{background:var(--badbg);color:var(--bad);border-radius:5px;padding:0 6px}
ol.found{padding-left:22px;margin:4px 0}ol.found li{margin:6px 0}
ol.found li::marker{color:var(--dim);font-size:13px}
.where{font-size:12.5px;color:var(--dim);overflow-wrap:anywhere}.where .rank{color:var(--ink)}
.score{float:right;font-variant-numeric:tabular-nums}.excerpt{font-size:14px;overflow-wrap:anywhere}
.sides h4{text-transform:none;letter-spacing:0;font-size:13px}
.sides{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:4px 22px}
dl.guide{columns:2;column-gap:28px;margin:8px 0}.guide div{break-inside:avoid;margin-bottom:10px}
.guide dt{font-weight:600}
.guide dt:target{color:var(--accent)}.guide dd{margin:0;color:var(--dim);font-size:14px}
footer{color:var(--dim);font-size:13px;padding:34px 20px 44px}
@media (max-width:1000px){.cards{grid-template-columns:repeat(3,1fr)}.pair{grid-template-columns:minmax(0,1fr)}}
@media (max-width:760px){.plots,.sides{grid-template-columns:minmax(0,1fr)}dl.guide{columns:1}}
@media (max-width:560px){header,main,footer{padding-left:12px;padding-right:12px}header{padding-top:20px}
h1{font-size:24px}
.cards{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.card{padding:9px 10px}.card .value{font-size:23px}
figure{padding:11px 10px}th,td{padding:5px 8px}td.wide,th.wide{display:none}tbody th{max-width:8.5em}
summary{padding:8px 10px}
details>div{padding:0 11px 12px}}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--dim:#444;--line:#ccc;--accent:#004f8a;
--tint:#e8eef4;--bar:#d5e6f5;
--mark:#ffe9a8;--bad:#a83a00;--badbg:#fdeae0;--s1:#0072b2;--s2:#d55e00;--s3:#009e73;--s4:#b0588c;--better:#0072b2;
--worse:#d55e00;--same:#777}
body{font-size:11pt}.choice,nav{display:none!important}figure,.card,.question,tr{break-inside:avoid}
h2,h3{break-after:avoid}
.cards{grid-template-columns:repeat(4,1fr)}.scroll{overflow:visible}tbody th{position:static}}
"""

SCRIPT = """
(() => {
  const form = document.querySelector('.choice');
  const open = () => {
    const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (wanted && wanted.tagName === 'DETAILS') { wanted.open = true; wanted.scrollIntoView(); }
  };
  addEventListener('hashchange', open);
  open();
  if (!form) return;
  form.hidden = false;
  const of = id => document.getElementById(id);
  const all = [...document.querySelectorAll('.kind .question')];
  const choose = () => {
    const kind = of('by-kind').value, why = of('by-reason').value, text = of('by-text').value.trim().toLowerCase();
    let shown = 0;
    for (const one of all) {
      const fits = (!kind || one.dataset.kind === kind) && (!why || one.dataset.why.split('|').includes(why))
        && (!text || one.textContent.toLowerCase().includes(text));
      one.hidden = !fits;
      shown += fits;
    }
    for (const group of document.querySelectorAll('.kind')) {
      group.hidden = !group.querySelector('.question:not([hidden])');
    }
    of('shown').textContent = shown + (shown === 1 ? ' question' : ' questions');
  };
  form.addEventListener('input', choose);
  form.addEventListener('submit', event => event.preventDefault());
  of('open-all').addEventListener('click', () => {
    const opening = all.some(one => !one.hidden && !one.open);
    for (const one of all) if (!one.hidden) one.open = opening;
    of('open-all').textContent = opening ? 'close all' : 'open all';
  });
  choose();
})();
"""
