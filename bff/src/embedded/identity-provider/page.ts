import type { AnswerLocale } from '../../http/context.ts';

/** A piece of HTML that is safe to send. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

type Part = string | number | SafeHtml | readonly SafeHtml[] | null;

const render = (part: Part): string => {
  if (part === null) return '';
  if (part instanceof SafeHtml) return part.text;
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : escape(String(part));
};

/** Template tag: everything that is put in is escaped unless it is {@link SafeHtml} already. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): SafeHtml =>
  new SafeHtml(texts.map((text, index) => text + render(parts[index] ?? null)).join(''));

/** What every page of the provider needs to know of its request. */
export interface PageContext {
  readonly locale: AnswerLocale;
  readonly nonce: string;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#16222a;--soft:#4b5b66;--line:#d9e1e4;--paper:#fff;--back:#f3f6f7;--brand:#0a6b64;--brand-ink:#fff;--brand-soft:#dff2ef;--warn:#865200;--warn-back:#fdf0d9}
@media (prefers-color-scheme:dark){:root{--ink:#e6eef1;--soft:#a9b8c0;--line:#2b3a42;--paper:#152026;--back:#0d1418;--brand:#5fd3c6;--brand-ink:#0d1418;--brand-soft:#12393a;--warn:#f2bd6b;--warn-back:#3a2b12}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.6rem;margin:.25rem 0}
h2{font-size:1rem;margin:1.75rem 0 .25rem}
p{margin:.25rem 0 .75rem}
.soft{color:var(--soft)}
.note{background:var(--warn-back);color:var(--warn);border-radius:.5rem;padding:.5rem .75rem;margin:.75rem 0}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem;margin-top:1rem}
a{color:var(--brand)}
form.search{display:flex;gap:.5rem;margin:1rem 0 0}
input[type=search]{flex:1;min-width:0;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.5rem;padding:.55rem .75rem}
button{font:inherit;cursor:pointer;border-radius:.5rem;border:1px solid var(--line);background:var(--paper);color:inherit;padding:.55rem 1rem;min-height:2.75rem}
button.main{background:var(--brand);border-color:var(--brand);color:var(--brand-ink);font-weight:600}
ul.people{list-style:none;margin:0;padding:0;display:grid;gap:.5rem;grid-template-columns:repeat(auto-fill,minmax(min(16rem,100%),1fr))}
ul.people button{width:100%;height:100%;text-align:start;display:grid;grid-template-columns:2.5rem 1fr;gap:0 .75rem;align-items:center;align-content:center;padding:.6rem .75rem}
ul.people button:hover{background:var(--brand-soft);border-color:var(--brand)}
.face{grid-row:span 2;width:2.5rem;height:2.5rem;border-radius:50%;background:var(--brand-soft);color:var(--brand);display:grid;place-items:center;font-weight:600}
.name{font-weight:600;overflow-wrap:anywhere}
.what{color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
[hidden]{display:none!important}
.actions{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:1rem}
@media (prefers-reduced-motion:no-preference){ul.people button{transition:background-color .12s,border-color .12s}}
`;

/** A whole page in one language; its only style and script carry the nonce of the request. */
export function page(context: PageContext, title: string, body: SafeHtml, script?: string): string {
  const { locale, nonce } = context;
  const code =
    script === undefined
      ? null
      : html`<script nonce="${nonce}">
          ${new SafeHtml(script)};
        </script>`;
  return html`<!doctype html>
    <html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${new SafeHtml(STYLE)}
        </style>
      </head>
      <body>
        <main>${body}</main>
        ${code}
      </body>
    </html>`.text;
}
