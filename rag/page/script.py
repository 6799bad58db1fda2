"""The scripts on the page: markers open their evidence, sources can be copied, documents opened."""

SCRIPT = """
<script>
document.addEventListener('click', (event) => {
  const cite = event.target.closest('a.wj-cite');
  const copy = event.target.closest('a.wj-copy');
  if (!cite && !copy) return;
  event.preventDefault();
  if (cite) show(document.getElementById(cite.getAttribute('href').slice(1)));
  else copyText(copy);
  function show(target) {
    const turn = target && target.closest('.wj-turn');
    if (!turn) { target?.scrollIntoView({ block: 'center' }); return; }
    document.querySelectorAll('.wj-shown, .wj-on').forEach((e) => e.classList.remove('wj-shown', 'wj-on'));
    turn.classList.add('wj-shown');
    target.classList.add('wj-on');
    for (let e = target; e && e !== turn; e = e.parentElement) if (e.localName === 'details') e.open = true;
    const panel = target.closest('.wj-panel');
    const mark = target.querySelector('mark') || target;
    const above = (e) => e.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    const height = Math.min(panel.clientHeight, window.innerHeight);
    const near = above(mark) - above(target) < height * 0.6;
    if (panel.scrollHeight > panel.clientHeight) {
      panel.scrollTop += near ? above(target) - 12 : above(mark) - panel.clientHeight / 3;
      panel.scrollIntoView({ block: 'nearest' });
    } else {
      (near ? target : mark).scrollIntoView({ block: near ? 'start' : 'center' });
    }
  }
});
function copyText(copy) {
  const message = copy.closest('.wj-message');
  const text = message
    ? [...message.querySelectorAll('.wj-text, .wj-sources li')].map((e) => e.innerText.trim()).join('\\n')
    : copy.previousElementSibling.innerText;
  const label = copy.textContent;
  const done = () => { copy.textContent = copy.title; setTimeout(() => { copy.textContent = label; }, 1500); };
  if (navigator.clipboard) { navigator.clipboard.writeText(text).then(done); return; }
  const area = document.createElement('textarea');  // over plain HTTP the clipboard interface is missing
  area.value = text;
  document.body.append(area);
  area.select();
  if (document.execCommand('copy')) done();
  area.remove();
}
// The chat component gives each message its source as a label: a screen reader would read out HTML.
new MutationObserver(() => {
  document.querySelectorAll('#wj-chat [aria-label*="<div"]').forEach((e) => e.removeAttribute('aria-label'));
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] });
</script>
"""

PICKING = """
element.addEventListener('click', (event) => {
  const link = event.target.closest('tr')?.querySelector('a.wj-doc');
  if (!link) return;
  event.preventDefault();
  element.querySelectorAll('tr.wj-on').forEach((row) => row.classList.remove('wj-on'));
  link.closest('tr').classList.add('wj-on');
  trigger('click', { document: link.getAttribute('href').slice('#wj-doc-'.length) });
});
"""
"""A click on a document in the table: its id goes with the event."""

THUMBING = """
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a.wj-thumb');
  if (!link) return;
  event.preventDefault();
  link.parentElement.querySelectorAll('.wj-on').forEach((other) => other.classList.remove('wj-on'));
  link.classList.add('wj-on');
  const [, turn, way] = link.getAttribute('href').match(/^#wj-t(\\d+)-(up|down)$/);
  trigger('click', { turn: Number(turn), liked: way === 'up' });
});
"""
"""A thumb under an answer: its turn and what it says go with the event."""

MENDING = """
const close = (line) => {
  line.querySelector('textarea').remove();
  line.querySelector('.wj-understood').style.display = '';
  const link = line.querySelector('a.wj-mend');
  [link.textContent, link.title] = [link.title, link.textContent];
};
const ask = (line) => {
  const question = line.querySelector('textarea').value.trim();
  if (!question || document.querySelector('#wj-ask .stop-button')) return;
  close(line);
  trigger('click', { question });
};
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a.wj-mend');
  if (!link) return;
  event.preventDefault();
  const line = link.closest('.wj-meant'), text = line.querySelector('.wj-understood');
  if (line.querySelector('textarea')) { ask(line); return; }
  const box = document.createElement('textarea');
  box.className = 'wj-mending';
  box.rows = 2;
  box.value = text.textContent;
  box.setAttribute('aria-label', line.firstChild.textContent);
  text.style.display = 'none';
  text.after(box);
  [link.textContent, link.title] = [link.title, link.textContent];
  box.focus();
  box.addEventListener('keydown', (key) => {
    key.stopPropagation();
    if (key.isComposing) return;  // Enter ends the input of Chinese first
    if (key.key === 'Escape') close(line);
    if (key.key === 'Enter' && !key.shiftKey) { key.preventDefault(); ask(line); }
  });
});
"""
"""A question as it was understood becomes editable at a click; what it is mended to goes with the event."""

WHY = """
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a.wj-why');
  if (!link) return;
  event.preventDefault();
  const box = document.getElementById(link.getAttribute('aria-controls'));
  if (box.childElementCount) {
    box.hidden = !box.hidden;
    link.setAttribute('aria-expanded', String(!box.hidden));
    return;
  }
  if (link.getAttribute('aria-busy') === 'true') return;
  link.setAttribute('aria-busy', 'true');
  trigger('click', { turn: Number(link.getAttribute('href').match(/^#wj-t(\\d+)-/)[1]) });
});
"""
"""A click on what says why a passage was found: its turn goes with the event, once; later the answer is there."""

EXPLAINING = """(html) => {
  const found = document.createElement('template');
  found.innerHTML = html || '';
  found.content.querySelectorAll('[data-for]').forEach((part) => {
    const box = document.getElementById(part.dataset.for);
    if (box && !box.childElementCount) box.replaceChildren(...part.childNodes);
  });
  document.querySelectorAll('a.wj-why[aria-busy]').forEach((link) => {
    const box = document.getElementById(link.getAttribute('aria-controls'));
    if (html && !box.childElementCount) return;  // its own answer is on the way
    box.hidden = !box.childElementCount;
    link.setAttribute('aria-expanded', String(!box.hidden));
    link.removeAttribute('aria-busy');
  });
}"""
"""The answers go where they were asked for; what was clicked opens when its answer is there, so that nothing jumps."""

SHOWING = "() => document.getElementById('wj-details')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })"
