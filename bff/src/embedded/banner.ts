import { demoAccounts } from './demo/company-accounts.ts';

/** Width on a terminal: Chinese characters take two columns. */
const columns = (text: string): number => [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

/** What `npm start` tells: where the portal is and who may sign in, grouped as on the sign-in page. */
export function demoBanner(publicUrl: string): string {
  const lines = demoAccounts.map(
    ({ account, name, role, department }) =>
      `  ${padded(account, 16)}${padded(name.length > 8 ? `${name.slice(0, 7)}…` : name, 18)}${padded(role.zh, 14)}${department.zh}`,
  );
  return [
    '',
    `EOMS  ${publicUrl}`,
    '',
    '演示账号（登录页直接选择，无需密码）/ demo accounts (pick one, no password):',
    ...lines,
    '',
  ].join('\n');
}
