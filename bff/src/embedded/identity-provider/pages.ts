import type { Localized } from '@eoms/contracts/endpoint';
import { html, page, type PageContext, type SafeHtml } from './page.ts';

/** Somebody who can be picked on the sign-in page. */
export interface PickablePerson {
  readonly account: string;
  readonly name: string;
  readonly role: Localized;
  readonly department: Localized;
}

/** People of one kind of work, under a heading. */
export interface PickableGroup {
  readonly title: Localized;
  readonly hint: Localized;
  readonly people: readonly PickablePerson[];
}

/** What the sign-in page shows. */
export interface SignInView {
  /** Address of this interaction; its forms post below it. */
  readonly address: string;
  /** Search text, empty when nothing was searched. */
  readonly query: string;
  /** People found by `query`; null when nothing was searched. */
  readonly found: readonly PickablePerson[] | null;
  readonly groups: readonly PickableGroup[];
  /** Set when the chosen account could not sign in. */
  readonly refused: boolean;
}

const texts = {
  signIn: { zh: '选择身份登录', en: 'Choose who you are' },
  portal: { zh: 'EOMS 统一运营平台', en: 'EOMS operations portal' },
  demo: {
    zh: '演示环境：无需密码，选择一位员工即可登录。正式环境使用公司统一登录。',
    en: 'Demonstration: no password, pick a person. In production the company’s single sign-on is used.',
  },
  search: { zh: '按姓名、工号或账号查找全部员工', en: 'Find anybody by name, number or account' },
  find: { zh: '查找', en: 'Find' },
  nobody: {
    zh: '没有找到在职人员，请换一个姓名、工号或账号。',
    en: 'Nobody active was found. Try another name, number or account.',
  },
  found: { zh: '查找结果', en: 'Found' },
  refused: {
    zh: '该账号当前不能登录，请另选一位。',
    en: 'This account cannot sign in at present. Choose another one.',
  },
  cancel: { zh: '取消登录', en: 'Cancel' },
  all: { zh: '返回常用身份', en: 'Back to the usual people' },
  signOut: { zh: '退出登录', en: 'Sign out' },
  signingOut: { zh: '正在退出登录…', en: 'Signing you out…' },
  sureOut: { zh: '要退出登录吗？', en: 'Do you want to sign out?' },
  sureOutHint: { zh: '所有打开的页面都会退出。', en: 'All open tabs will be signed out.' },
  stay: { zh: '继续使用', en: 'Stay signed in' },
  out: { zh: '已退出登录', en: 'You are signed out' },
  again: { zh: '返回平台', en: 'Back to the portal' },
  failed: { zh: '登录未能完成', en: 'The sign-in could not be completed' },
  failedHint: {
    zh: '登录请求已过期或不完整。请返回平台重新登录。',
    en: 'The sign-in request has expired or is incomplete. Go back to the portal and sign in again.',
  },
  code: { zh: '错误代码', en: 'Error code' },
} as const satisfies Record<string, Localized>;

const languageLink = ({ locale }: PageContext, query: string): SafeHtml => {
  const other = locale === 'zh' ? 'en' : 'zh';
  const address = `?${new URLSearchParams({ lang: other, ...(query ? { q: query } : {}) })}`;
  return html`<a
    href="${address}"
    lang="${other === 'zh' ? 'zh-CN' : 'en'}"
    hreflang="${other === 'zh' ? 'zh-CN' : 'en'}"
    >${other === 'zh' ? '中文' : 'English'}</a
  >`;
};

const personButton = ({ locale }: PageContext, { account, name, role, department }: PickablePerson): SafeHtml =>
  html`<li data-find="${`${name} ${account} ${role.zh} ${role.en} ${department.zh} ${department.en}`.toLowerCase()}">
    <button name="account" value="${account}">
      <span class="face" aria-hidden="true">${[...name][0] ?? ''}</span><span class="name">${name}</span
      ><span class="what">${role[locale]} · ${department[locale]} · ${account}</span>
    </button>
  </li>`;

const peopleList = (context: PageContext, people: readonly PickablePerson[]): SafeHtml =>
  html`<ul class="people">
    ${people.map((person) => personButton(context, person))}
  </ul>`;

const groupSection = (context: PageContext, { title, hint, people }: PickableGroup): SafeHtml =>
  html`<section>
    <h2>${title[context.locale]}</h2>
    <p class="soft">${hint[context.locale]}</p>
    ${peopleList(context, people)}
  </section>`;

// Narrows the list while one types; without a script the form asks the server.
const NARROW = `
const box=document.querySelector('input[type=search]');
const items=[...document.querySelectorAll('li[data-find]')];
box.addEventListener('input',()=>{const text=box.value.normalize('NFKC').trim().toLowerCase();
for(const item of items)item.hidden=!item.dataset.find.includes(text);
for(const section of document.querySelectorAll('section'))section.hidden=!section.querySelector('li:not([hidden])');});`;

function results(context: PageContext, { found }: SignInView): SafeHtml | null {
  const { locale } = context;
  if (found === null) return null;
  const list = found.length === 0 ? html`<p>${texts.nobody[locale]}</p>` : peopleList(context, found);
  return html`<section>
    <h2>${texts.found[locale]}</h2>
    ${list}
    <p><a href="?lang=${locale}">${texts.all[locale]}</a></p>
  </section>`;
}

/** Page on which a person of the demo company is picked. */
export function signInPage(context: PageContext, view: SignInView): string {
  const { locale } = context;
  const refused = view.refused ? html`<p class="note" role="alert">${texts.refused[locale]}</p>` : null;
  const choices = results(context, view) ?? view.groups.map((group) => groupSection(context, group));
  const body = html`<header>
      <div>
        <p class="soft">${texts.portal[locale]}</p>
        <h1>${texts.signIn[locale]}</h1>
      </div>
      ${languageLink(context, view.query)}
    </header>
    <p class="note">${texts.demo[locale]}</p>
    ${refused}
    <form class="search" role="search" method="get">
      <input type="hidden" name="lang" value="${locale}" /><input
        type="search"
        name="q"
        value="${view.query}"
        maxlength="60"
        autocomplete="off"
        aria-label="${texts.search[locale]}"
        placeholder="${texts.search[locale]}"
      /><button>${texts.find[locale]}</button>
    </form>
    <form method="post" action="${view.address}/login?lang=${locale}">${choices}</form>
    <form method="post" action="${view.address}/cancel" class="actions">
      <button>${texts.cancel[locale]}</button>
    </form>`;
  return page(
    context,
    `${texts.signIn[locale]} · ${texts.portal[locale]}`,
    body,
    view.found === null ? NARROW : undefined,
  );
}

/** Page that ends the session at the provider: by itself when the portal proved who asks, else after a question. */
export function signOutPage(context: PageContext, form: SafeHtml, certain: boolean): string {
  const { locale } = context;
  const heading = certain ? texts.signingOut[locale] : texts.sureOut[locale];
  const stay = certain ? null : html`<button form="op.logoutForm">${texts.stay[locale]}</button>`;
  const body = html`<div class="card">
    <h1>${heading}</h1>
    <p class="soft">${texts.sureOutHint[locale]}</p>
    ${form}
    <div class="actions">
      <button class="main" id="out" form="op.logoutForm" name="logout" value="yes">${texts.signOut[locale]}</button
      >${stay}
    </div>
  </div>`;
  return page(
    context,
    heading,
    body,
    certain ? `const out=document.getElementById('out');out.form.requestSubmit(out);` : undefined,
  );
}

/** Page after signing out when no way back was given. */
export function signedOutPage(context: PageContext): string {
  const { locale } = context;
  return page(
    context,
    texts.out[locale],
    html`<div class="card">
      <h1>${texts.out[locale]}</h1>
      <p><a href="/">${texts.again[locale]}</a></p>
    </div>`,
  );
}

/** Page for everything that goes wrong at the provider; `code` is of OAuth 2.0. */
export function failurePage(context: PageContext, code: string): string {
  const { locale } = context;
  const body = html`<div class="card">
    <h1>${texts.failed[locale]}</h1>
    <p>${texts.failedHint[locale]}</p>
    <p><a href="/">${texts.again[locale]}</a></p>
    <p class="soft">${texts.code[locale]}: ${code}</p>
  </div>`;
  return page(context, texts.failed[locale], body);
}
