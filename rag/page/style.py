"""How the page looks."""

FONTS = ["Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
"""Installed fonts only: nothing is fetched."""

BLUES = (
    "#f2f6fb", "#e3ecf6", "#c8d9ec", "#9fbddc", "#6f9ac7", "#4679b0",
    "#2c5f98", "#1f4e82", "#1a406b", "#163556", "#0e2238",
)  # fmt: skip
"""The page's colour, from light to dark."""

CSS = """
.gradio-container { width: 100%; max-width: 1480px !important; margin: 0 auto !important;
  padding: 0 24px 16px !important; }
.gradio-container > .main { padding: 0 !important; max-width: none !important; width: 100%; }
.gradio-container, .gradio-container .prose { font-size: 15px; line-height: 1.75; }
.gradio-container .html-container { padding: 0 !important; }

#wj-head { align-items: center; padding: 14px 0 4px; flex-wrap: nowrap; }
.wj-brand { display: flex; align-items: baseline; gap: 14px; flex-wrap: wrap; }
.wj-brand h1 { font-size: 25px; font-weight: 700; letter-spacing: .08em; margin: 0; color: var(--primary-700); }
.wj-brand span { color: var(--body-text-color-subdued); font-size: 14px; }
#wj-language { flex: none; border: 0; padding: 0; background: none; width: auto; }
#wj-language .wrap { flex-wrap: nowrap; gap: 0; justify-content: flex-end; }
#wj-language label { padding: 2px 10px; font-size: 13px; white-space: nowrap; background: none; border: 0;
  box-shadow: none;
  color: var(--body-text-color-subdued); }
#wj-language label.selected { color: var(--primary-700); font-weight: 600; }
#wj-language input { position: absolute; opacity: 0; }
#wj-language label:has(:focus-visible) { outline: 2px solid var(--primary-500); border-radius: 4px; }

#wj-chat { height: calc(100vh - 272px) !important; min-height: 360px; background: var(--background-fill-primary); }
#wj-chat .icon-button-wrapper { display: none; }
#wj-chat .message-content, #wj-chat .prose { font-size: 15px; }
#wj-chat .bot .message, #wj-chat .bot.message { max-width: 100%; }
#wj-ask { padding: 8px 12px; }
#wj-ask .submit-button { background: var(--primary-600); color: #fff; padding: 2px 18px; }
#wj-ask .submit-button:hover { background: var(--primary-700); }
#wj-options { align-items: center; gap: 12px; }
#wj-options .form { background: none; border: 0; box-shadow: none; overflow: visible; }
#wj-scope { padding: 0 !important; border: 0; background: none; overflow: visible !important; }
#wj-scope > .container { display: flex; align-items: center; gap: 10px; }
#wj-scope > .container > span { margin: 0; white-space: nowrap; font-size: 13px;
  color: var(--body-text-color-subdued); }
#wj-scope .wrap { flex: 1; min-width: 0; }
#wj-new { flex: none; }

#wj-evidence { padding: 0 !important; border: 0; background: none; overflow: visible !important; }
.wj-panel { height: calc(100vh - 152px); min-height: 360px; overflow-y: auto; padding: 14px 16px;
  border: 1px solid var(--border-color-primary); border-radius: 8px; background: var(--background-fill-primary); }
.wj-panel h3 { font-size: 16px; font-weight: 600; margin: 0 0 6px; }
.wj-panel h4 { font-size: 14px; font-weight: 500; margin: 0 0 10px; color: var(--body-text-color-subdued);
  overflow-wrap: anywhere; }
.wj-panel h4 span { color: var(--link-text-color); margin-right: 6px; }
.wj-panel h5 { font-size: 13px; font-weight: 500; margin: 16px 0 6px; color: var(--body-text-color-subdued); }
.wj-turn { display: none; }
.wj-turn:last-child, .wj-panel .wj-turn.wj-shown { display: block; }
.wj-panel:has(.wj-shown) .wj-turn:not(.wj-shown) { display: none; }
.wj-evidence { border: 1px solid var(--border-color-primary); border-radius: 6px; margin: 0 0 8px; overflow: clip; }
.wj-evidence summary { position: sticky; top: -14px; cursor: pointer; padding: 7px 12px;
  background: var(--background-fill-secondary); font-size: 14px;
  line-height: 1.6; overflow-wrap: anywhere; }
.wj-evidence summary b { font-weight: 600; }
.wj-evidence.wj-on { border-color: var(--primary-500); box-shadow: 0 0 0 1px var(--primary-500); }
.wj-number { color: var(--link-text-color); font-weight: 600; }
.wj-path { display: block; font-size: 13px; color: var(--body-text-color-subdued); padding-left: 1.1em; }
.wj-context { padding: 8px 14px 0; line-height: 1.85; overflow-x: auto; overflow-wrap: anywhere; }
.wj-context p { margin: 0 0 6px; font-size: 14.5px; unicode-bidi: isolate; white-space: pre-wrap; }
.prose .wj-context table { border-collapse: collapse; font-size: 13px; margin: 4px 0 8px; }
.prose .wj-context td { border: 1px solid var(--border-color-primary); padding: 3px 8px; min-width: 4em;
  overflow-wrap: normal; }
.prose .wj-context td:first-child { min-width: 8em; }
.wj-context mark { background: #fff0b8; color: inherit; padding: 2px 0; border-radius: 2px;
  box-decoration-break: clone; }
.wj-on .wj-context mark { background: #ffe38a; }
.wj-source { margin: 4px 14px 10px; font-size: 12.5px; color: var(--body-text-color-subdued);
  overflow-wrap: anywhere; }
.wj-source span { user-select: all; }
a.wj-cite, a.wj-copy { color: var(--link-text-color) !important; text-decoration: none !important; }
a.wj-cite:hover, a.wj-copy:hover { text-decoration: underline !important; }
a.wj-copy, a.wj-back { font-size: 12.5px; white-space: nowrap; }
a.wj-back { display: none; padding: 6px 0; }
.wj-none { color: var(--body-text-color-subdued); }

.wj-message p, .wj-question { margin: 0 0 6px; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate;
  }
.wj-question { margin: 0; }
.wj-message .wj-item { padding-left: 1.2em; text-indent: -1em; }
.wj-keep { white-space: nowrap; }
.wj-text a.wj-cite, .wj-pending { font-size: .8em; vertical-align: .3em; line-height: 1; font-weight: 600;
  padding: 0 1px; }
.wj-message .wj-small, .wj-small { font-size: 13px; color: var(--body-text-color-subdued); }
.wj-message .wj-foot { display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; margin: 0; }
.wj-message .wj-notice, .wj-notice { font-size: 13px; border-left: 3px solid #d9a400; background: #fff8e1;
  color: #5c4700;
  padding: 4px 10px; }
.wj-message .wj-after { display: flex; margin: 4px 0 0; }
.wj-message .wj-thumbs { margin-left: auto; display: inline-flex; gap: 4px; }
a.wj-thumb { font-size: 12.5px; padding: 0 9px; border: 1px solid var(--border-color-primary); border-radius: 10px;
  color: var(--body-text-color-subdued) !important; text-decoration: none !important; }
a.wj-thumb:hover { border-color: var(--primary-400); color: var(--link-text-color) !important; }
a.wj-thumb.wj-on { background: var(--primary-100); border-color: var(--primary-400);
  color: var(--primary-700) !important; }
#wj-thumbs, #wj-whys, #wj-mends { display: none; }
a.wj-mend { font-size: 12.5px; color: var(--link-text-color) !important; text-decoration: none !important; }
a.wj-mend:hover { text-decoration: underline !important; }
textarea.wj-mending { display: block; width: 100%; margin: 2px 0; padding: 4px 8px; font: inherit; line-height: 1.6;
  color: var(--body-text-color); background: var(--background-fill-primary); resize: vertical;
  border: 1px solid var(--primary-400); border-radius: 6px; }
.wj-others { margin: 14px 0 0; }
.wj-others > summary { cursor: pointer; font-size: 13px; color: var(--body-text-color-subdued); margin: 0 0 6px; }
.wj-whyline { margin: -2px 14px 10px; }
.prose a.wj-why { padding: 0; margin: 0; font-size: 12.5px; }
a.wj-why { color: var(--link-text-color) !important; text-decoration: none !important; }
a.wj-why:hover { text-decoration: underline !important; }
a.wj-why::after { content: " ▸"; }
a.wj-why[aria-expanded=true]::after { content: " ▾"; }
a.wj-why[aria-busy=true] { opacity: .55; }
.wj-because { margin: 4px 0 2px; padding: 8px 10px 6px; border-radius: 6px;
  background: var(--background-fill-secondary); }
.wj-because p { margin: 0 0 6px; }
.wj-because .wj-small { font-size: 12.5px; margin: 2px 0 0; line-height: 1.5; }
.wj-chips { display: flex; flex-wrap: wrap; gap: 4px 6px; }
.wj-chip { font-size: 12.5px; line-height: 1.7; padding: 0 9px; border: 1px solid var(--border-color-primary);
  border-radius: 10px; background: var(--background-fill-primary); overflow-wrap: anywhere; unicode-bidi: isolate; }
.wj-chip small { color: var(--body-text-color-subdued); font-size: 11px; }
.wj-found { text-decoration: underline solid 1px; text-underline-offset: 3px; }
.wj-thesaurus .wj-found { text-decoration: underline dotted 2px; }
.wj-spelling .wj-found { text-decoration: underline dashed 1px; }
.wj-meaning .wj-found { text-decoration: underline wavy 1px; }
.wj-bars { display: grid; grid-template-columns: max-content minmax(40px, 1fr) max-content; gap: 1px 10px;
  align-items: center; font-size: 12.5px; line-height: 1.6; }
.wj-share { font-variant-numeric: tabular-nums; color: var(--body-text-color-subdued); }
.wj-track .wj-bar { height: 7px; }
.wj-refusal { border-left: 3px solid var(--neutral-400); padding: 0 0 0 12px; }
.wj-refusal b { font-size: 12.5px; font-weight: 500; padding: 1px 8px; border-radius: 4px;
  background: var(--neutral-200); color: var(--neutral-700); }
.wj-message .wj-refusal > p { margin: 0; font-size: 13px; }
.wj-message ul.wj-sources { list-style: none; margin: 8px 0 6px; padding: 8px 0 0; font-size: 13px; }
.wj-message ul.wj-sources { border-top: 1px solid var(--border-color-primary); }
.wj-sources li { margin: 0 0 3px; line-height: 1.6; overflow-wrap: anywhere; }
.wj-error { border-left: 3px solid #b3261e; padding-left: 12px; }
.wj-welcome { text-align: center; max-width: 34em; margin: 0 auto; padding: 0 12px; }
.wj-welcome b { display: block; font-size: 20px; font-weight: 600; margin-bottom: 6px; }
.wj-welcome span { color: var(--body-text-color-subdued); font-size: 14px; }

#wj-add { justify-content: flex-start; }
#wj-add button { flex: none; }
.wj-wide { overflow-x: auto; }
.prose table.wj-documents { width: 100%; border-collapse: collapse; border: 0; font-size: 14px; margin: 0;
  background: var(--background-fill-primary); }
.prose .wj-documents tr { border: 0; }
.prose .wj-documents th, .prose .wj-documents td { border: 0; border-bottom: 1px solid var(--border-color-primary);
  padding: 7px 12px; vertical-align: top; }
.prose .wj-documents th { text-align: left; font-weight: 500; color: var(--body-text-color-subdued);
  white-space: nowrap; }
.wj-documents .wj-title { min-width: 11em; overflow-wrap: anywhere; }
.prose .wj-documents .wj-figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wj-documents td.wj-notes, .wj-documents td.wj-file { color: var(--body-text-color-subdued); font-size: 13px; }
.wj-report { border: 1px solid var(--border-color-primary); border-radius: 6px; padding: 10px 14px;
  background: var(--background-fill-primary); }
.wj-report ul { margin: 0 0 6px; padding-left: 1.4em; font-size: 13.5px; overflow-wrap: anywhere; }
.wj-failed b { color: #b3261e; }
.prose .wj-documents a.wj-doc { color: inherit; text-decoration: none; padding: 0; margin: 0; }
.wj-documents tr:has(a.wj-doc) { cursor: pointer; }
.wj-documents tr:has(a.wj-doc):hover a.wj-doc { text-decoration: underline; }
.prose .wj-documents tr.wj-on td { background: var(--primary-50); }
.wj-details { border: 1px solid var(--border-color-primary); border-radius: 8px; padding: 14px 18px;
  background: var(--background-fill-primary); }
.wj-details h3 { font-size: 16px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
.wj-details h4 { font-size: 14px; font-weight: 600; margin: 10px 0 6px; }
.wj-details p { margin: 0 0 6px; overflow-wrap: anywhere; }
.wj-facts b { font-weight: 500; }
.wj-columns { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 8px 28px; }
.prose ul.wj-outline { list-style: none; margin: 0; padding: 0; max-height: 60vh; overflow-y: auto;
  font-size: 14px; }
.prose .wj-outline li { margin: 0; padding: 2px 0; line-height: 1.6; overflow-wrap: anywhere; }
.prose .wj-outline .wj-level-1 { font-weight: 600; padding-top: 6px; }
.prose .wj-outline .wj-level-2 { padding-left: 1.2em; }
.prose .wj-outline .wj-level-3 { padding-left: 2.4em; }
.prose .wj-outline .wj-level-4 { padding-left: 3.6em; }
.prose .wj-outline .wj-level-5 { padding-left: 4.8em; }
.prose .wj-outline .wj-level-6 { padding-left: 6em; }
.prose .wj-health td { padding: 4px 8px; }
.prose .wj-health ul { margin: 2px 0; padding-left: 1.2em; font-size: 13px; overflow-wrap: anywhere;
  color: var(--body-text-color-subdued); }
.wj-health summary { cursor: pointer; }

#wj-review-bar { align-items: end; }
.wj-counts { margin: 0; }
.wj-panel.wj-review { height: auto; max-height: calc(100vh - 200px); min-height: 200px; }
.wj-review .wj-head { margin: 0; padding: 7px 12px; background: var(--background-fill-secondary); font-size: 14px;
  overflow-wrap: anywhere; }
.wj-review .wj-head b { font-weight: 600; }
.wj-review .wj-path { padding-left: 0; }
.wj-review .wj-context { padding-bottom: 6px; }
#wj-answers { padding: 4px 2px; }
.wj-measures { max-width: 760px; }
.wj-measures small { color: var(--body-text-color-subdued); }
.wj-bar-cell { width: 30%; vertical-align: middle !important; }
.wj-bar { display: block; height: 9px; border-radius: 2px; background: var(--primary-400); }
.wj-frame { width: 100%; height: 78vh; border: 1px solid var(--border-color-primary); border-radius: 8px;
  background: #fff; }

.dark .wj-brand h1 { color: var(--primary-300); }
.dark #wj-language label.selected { color: var(--primary-300); }
.dark .wj-context mark { background: #6b5500; }
.dark .wj-notice { background: #3a3000 !important; color: #f3dc94 !important; }
.dark .prose .wj-documents tr.wj-on td { background: var(--primary-900); }
.dark a.wj-thumb.wj-on { background: var(--primary-900); color: var(--primary-200) !important; }
.dark .wj-failed b { color: #f2b8b5; }

@media (max-width: 800px) {
  .gradio-container { padding: 0 10px 12px !important; }
  .wj-brand span { font-size: 13px; }
  #wj-chat { height: 62vh !important; }
  #wj-chat .message-wrap, #wj-chat .bubble-wrap { padding-left: 0; padding-right: 0; }
  #wj-scope > .container { display: block; }
  .wj-panel { height: auto; min-height: 0; padding: 12px; }
  a.wj-back { display: inline-block; }
  .wj-documents .wj-file, .wj-library .wj-characters { display: none; }
  .wj-columns { display: block; }
  .prose .wj-documents th, .prose .wj-documents td { padding: 6px; }
}
"""

CSS += "".join(f".wj-long-{n} {{ width: {5 * n}%; }}\n" for n in range(21))
