import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Settings of one process. */
export interface Env {
  readonly port: number;
  readonly production: boolean;
  /** `mysql://…`, or null for the embedded database. */
  readonly databaseUrl: string | null;
  /** OpenID provider outside EOMS, or null for the embedded one. */
  readonly oidcIssuer: string | null;
  readonly oidcClientId: string;
  /** Audience that access tokens must name. */
  readonly oidcAudience: string;
  /** Scopes the shell asks for; some providers give refresh tokens only for `offline_access`. */
  readonly oidcScope: string;
  /** Address people use, without a trailing slash. */
  readonly publicUrl: string;
  readonly logLevel: string;
  /** Folder of everything written at run time. */
  readonly varFolder: string;
  /** Folder of the built shell. */
  readonly shellFolder: string;
  /** Milliseconds in which a leaving instance still takes requests. */
  readonly drainMs: number;
  readonly requestsPerMinute: number;
  readonly commandsPerMinute: number;
  /** Secret with which personal data is sealed, the same on every instance; null keeps one in the folder of run-time files. */
  readonly dataSecret: Buffer | null;
  /** Bearer token that opens `/metrics` from other machines; null keeps it to this machine. */
  readonly metricsToken: string | null;
  /** Number of reverse proxies in front, whose `X-Forwarded-For` is believed. */
  readonly proxies: number;
  /** Address of the HR system's feed, without a trailing slash; null when there is none. */
  readonly ehrUrl: string | null;
  /** Bearer token that opens the feed. */
  readonly ehrToken: string | null;
}

/** A setting that is missing, malformed or unknown; its message is the one line that ends the start. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const url = (protocols: readonly string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `an address like ${example}`,
  });

const count = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `a whole number from ${min} to ${max}` });

const Settings = z.object({
  PORT: count(1, 65_535).optional(),
  NODE_ENV: z.enum(['production', 'development', 'test'], { error: 'production, development or test' }).optional(),
  DATABASE_URL: url(['mysql:', 'mariadb:'], 'mysql://user:password@host:3306/eoms').optional(),
  OIDC_ISSUER: url(['https:', 'http:'], 'https://sso.example.com').optional(),
  OIDC_CLIENT_ID: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'the id of the portal client at the OpenID provider')
    .optional(),
  OIDC_AUDIENCE: z
    .string()
    .regex(/^[\x21-\x7e]{1,400}$/, 'the audience of access tokens, such as https://portal.example.com/api')
    .optional(),
  OIDC_SCOPE: z
    .string()
    .regex(
      /^openid(?: [\x21\x23-\x5b\x5d-\x7e]+){0,20}$/,
      'scopes beginning with openid, such as "openid profile offline_access"',
    )
    .optional(),
  PUBLIC_URL: url(['https:', 'http:'], 'https://portal.example.com').optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'trace, debug, info, warn, error, fatal or silent',
    })
    .optional(),
  EOMS_VAR: z.string().min(1, 'a folder').optional(),
  EOMS_SHELL: z.string().min(1, 'a folder').optional(),
  EOMS_DRAIN_SECONDS: count(0, 300).optional(),
  EOMS_REQUESTS_PER_MINUTE: count(1, 100_000_000).optional(),
  EOMS_COMMANDS_PER_MINUTE: count(1, 100_000_000).optional(),
  EOMS_DATA_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, '32 random bytes in base64url (43 characters), the same on every instance')
    .optional(),
  EOMS_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'at least 16 visible characters')
    .optional(),
  EOMS_PROXIES: count(0, 10).optional(),
  EOMS_EHR_URL: url(['https:', 'http:'], 'https://ehr.example.com/eoms').optional(),
  EOMS_EHR_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{8,2000}$/, 'the bearer token of the HR feed, at least 8 visible characters')
    .optional(),
});

type Settings = z.infer<typeof Settings>;

const OURS = /^(?:EOMS|OIDC|DATABASE|PUBLIC)_/;
const NEEDED_IN_PRODUCTION = ['DATABASE_URL', 'OIDC_ISSUER', 'OIDC_CLIENT_ID', 'PUBLIC_URL'] as const;
const DEFAULT_PORT = 4300;
const KEEP_ALIVE_GRACE_SECONDS = 7;

function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const known = Object.keys(Settings.shape);
  const unknown = Object.keys(source).find((name) => OURS.test(name) && !known.includes(name));
  if (unknown)
    throw new SettingError(`${unknown} is not a setting of EOMS: remove it or use one of ${known.join(', ')}`);
  const given = Object.fromEntries(known.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SettingError(`${String(issue?.path[0])} is not acceptable: set it to ${issue?.message}`);
}

function refuseHalfProduction(settings: Settings): void {
  if (settings.NODE_ENV === 'production') {
    const missing = NEEDED_IN_PRODUCTION.filter((name) => settings[name] === undefined);
    if (missing.length > 0)
      throw new SettingError(
        `NODE_ENV=production needs ${missing.join(', ')}: set ${missing.length > 1 ? 'them' : 'it'}; the embedded database and sign-in are for demonstration only`,
      );
    if (!settings.PUBLIC_URL?.startsWith('https:'))
      throw new SettingError(
        'PUBLIC_URL must begin with https:// when NODE_ENV=production: set it to the address people use',
      );
    if (!settings.OIDC_ISSUER?.startsWith('https:'))
      throw new SettingError(
        'OIDC_ISSUER must begin with https:// when NODE_ENV=production: set it to the issuer of the OpenID provider',
      );
    if (settings.EOMS_EHR_URL && !settings.EOMS_EHR_URL.startsWith('https:'))
      throw new SettingError(
        'EOMS_EHR_URL must begin with https:// when NODE_ENV=production: people’s data never goes over plain HTTP',
      );
  }
  if (settings.OIDC_ISSUER && !settings.OIDC_CLIENT_ID)
    throw new SettingError('OIDC_ISSUER needs OIDC_CLIENT_ID: set it to the id of the portal client there');
  if (settings.EOMS_EHR_URL && !settings.EOMS_EHR_TOKEN)
    throw new SettingError('EOMS_EHR_URL needs EOMS_EHR_TOKEN: set it to the bearer token of the HR feed');
  if (settings.EOMS_EHR_TOKEN && !settings.EOMS_EHR_URL)
    throw new SettingError('EOMS_EHR_TOKEN needs EOMS_EHR_URL: set it to the address below which /feed lies');
}

const ehrFeedOf = ({ EOMS_EHR_URL: url, EOMS_EHR_TOKEN: token }: Settings): Pick<Env, 'ehrUrl' | 'ehrToken'> => ({
  ehrUrl: url?.replace(/\/+$/, '') ?? null,
  ehrToken: token ?? null,
});

/** Reads the settings of the process. @throws SettingError with one line that says what to set. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const settings = readSettings(source);
  refuseHalfProduction(settings);
  const production = settings.NODE_ENV === 'production';
  const port = settings.PORT ?? DEFAULT_PORT;
  const publicUrl = (settings.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, '');
  return {
    port,
    production,
    databaseUrl: settings.DATABASE_URL ?? null,
    oidcIssuer: settings.OIDC_ISSUER ?? null,
    oidcClientId: settings.OIDC_CLIENT_ID ?? 'portal',
    oidcAudience: settings.OIDC_AUDIENCE ?? `${publicUrl}/api`,
    oidcScope: settings.OIDC_SCOPE ?? 'openid profile',
    publicUrl,
    logLevel: settings.LOG_LEVEL ?? 'info',
    varFolder: resolve(settings.EOMS_VAR ?? fileURLToPath(new URL('../../var', import.meta.url))),
    shellFolder: resolve(settings.EOMS_SHELL ?? fileURLToPath(new URL('../../shell/dist', import.meta.url))),
    drainMs: (settings.EOMS_DRAIN_SECONDS ?? (production ? KEEP_ALIVE_GRACE_SECONDS : 0)) * 1000,
    requestsPerMinute: settings.EOMS_REQUESTS_PER_MINUTE ?? 1200,
    commandsPerMinute: settings.EOMS_COMMANDS_PER_MINUTE ?? 240,
    dataSecret: settings.EOMS_DATA_SECRET ? Buffer.from(settings.EOMS_DATA_SECRET, 'base64url') : null,
    metricsToken: settings.EOMS_METRICS_TOKEN ?? null,
    proxies: settings.EOMS_PROXIES ?? 0,
    ...ehrFeedOf(settings),
  };
}
