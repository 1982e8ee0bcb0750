import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A program of the operating system that the project uses but npm cannot bring. */
export type SystemPart = 'chromium' | 'mariadb' | 'fonts';

/** Where the parts were found: the browser, the database server, a font (or font folder) with Chinese characters. */
export type SystemPaths = Partial<Record<SystemPart, string>>;

const PACKAGES: Readonly<Record<SystemPart, string>> = {
  chromium: 'chromium',
  mariadb: 'mariadb-server',
  fonts: 'fonts-noto-cjk',
};

const PROGRAM_FOLDERS = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/lib/chromium',
  '/opt/google/chrome',
  '/snap/bin',
  '/opt/homebrew/bin',
];
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const MAC_BROWSERS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const FONT_FOLDERS = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.fonts'),
  join(homedir(), '.local/share/fonts'),
  '/System/Library/Fonts',
];
const CHINESE_FONT = /cjk|wqy|sourcehan|source-han|notosanssc|pingfang|hiragino|heiti|songti/i;

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Path of the first of these programs on this machine, looked for on the PATH and in the usual folders. */
export function findProgram(names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...PROGRAM_FOLDERS];
  for (const name of names) for (const folder of folders) if (isProgram(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Some distributions ship a script in the browser's place that only says how to install it. */
const answers = (program: string): boolean =>
  spawnSync(program, ['--version'], { timeout: 15_000, stdio: 'ignore' }).status === 0;

const playwrightBrowsers = (): string[] => {
  const folder = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache/ms-playwright');
  if (!existsSync(folder)) return [];
  const builds = readdirSync(folder).filter((name) => /^chromium-\d+$/.test(name));
  return builds.flatMap((build) =>
    ['chrome-linux', 'chrome-linux64'].map((inner) => join(folder, build, inner, 'chrome')),
  );
};

const findBrowser = (): string | undefined => {
  const named = [process.env['EOMS_CHROMIUM'], process.env['CHROME_PATH']].filter(
    (path) => path !== undefined && path !== '',
  );
  const candidates = [
    ...named,
    ...BROWSERS.map((name) => findProgram([name])),
    ...MAC_BROWSERS,
    ...playwrightBrowsers(),
  ];
  return candidates.find((path): path is string => path !== undefined && isProgram(path) && answers(path));
};

const findFont = (): string | undefined => {
  for (const folder of FONT_FOLDERS.filter((path) => existsSync(path))) {
    const font = readdirSync(folder, { recursive: true })
      .map(String)
      .find((name) => CHINESE_FONT.test(name));
    if (font) return join(folder, font);
  }
  return undefined;
};

const findPart = (part: SystemPart): string | undefined => {
  if (part === 'chromium') return findBrowser();
  return part === 'mariadb' ? findProgram(['mariadbd', 'mysqld']) : findFont();
};

const look = (parts: readonly SystemPart[]): SystemPaths => {
  const found: SystemPaths = {};
  for (const part of parts) {
    const path = findPart(part);
    if (path !== undefined) found[part] = path;
  }
  return found;
};

// policy-rc.d answers 101 ("not allowed") so that installing the database server does not also start it.
const installScript = (packages: readonly string[]): string => `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"; chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ${packages.join(' ')}
`;

const runShell = (command: readonly string[], script: string): Promise<number> =>
  new Promise((resolve) => {
    const [program = 'sh', ...args] = [...command, '-c', script];
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });

/** The shell that may install packages here: root's own, or through sudo when that asks for no password. */
const rootShell = (): string[] | undefined => {
  if (!findProgram(['apt-get'])) return undefined;
  if (process.getuid?.() === 0) return ['sh'];
  const sudo = findProgram(['sudo']);
  return sudo && spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? [sudo, '-n', 'sh'] : undefined;
};

const sayHow = (parts: readonly SystemPart[]): string => {
  const packages = parts.map((part) => PACKAGES[part]).join(' ');
  return `Missing on this machine: ${parts.join(', ')}. Install with: sudo apt-get update && sudo apt-get install -y ${packages}`;
};

/**
 * Finds the given parts, installing those that are missing where that is possible, with its progress on the terminal.
 * @throws Error that names the command to run when a part is missing and cannot be installed from here.
 */
export async function ensureSystem(parts: readonly SystemPart[]): Promise<SystemPaths> {
  const found = look(parts);
  const missing = parts.filter((part) => found[part] === undefined);
  if (missing.length === 0) return found;
  const shell = rootShell();
  if (!shell) throw new Error(sayHow(missing));
  const packages = missing.map((part) => PACKAGES[part]);
  console.log(`▸ installing ${packages.join(', ')} with apt-get …`);
  const code = await runShell(shell, installScript(packages));
  const now = look(parts);
  const still = parts.filter((part) => now[part] === undefined);
  if (still.length > 0) throw new Error(`apt-get ended with code ${code}. ${sayHow(still)}`);
  console.log(`✓ installed ${packages.join(', ')}`);
  return now;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const paths = await ensureSystem(['chromium', 'mariadb', 'fonts']);
    for (const [part, path] of Object.entries(paths)) console.log(`${part}: ${path}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
