import type { ShellConfig } from '@eoms/contracts/portal/shell-config';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

type Directives = Readonly<Record<string, readonly string[]>>;

const NONE = "'none'";
const SELF = "'self'";

/** Names of the Trusted Types policies: the shell's two, and webpack's, which every remote's runtime makes once more. */
const trustedTypes = ['eoms-federation', 'eoms#webpack', 'default', "'allow-duplicates'"];

const closed: Directives = {
  'default-src': [NONE],
  'base-uri': [NONE],
  'form-action': [NONE],
  'frame-ancestors': [NONE],
};

const toPolicy = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, sources]) => [name, ...new Set(sources)].join(' '))
    .join('; ');

const originsOf = (urls: readonly (string | null)[]): string[] =>
  urls.filter((url) => url !== null).map((url) => new URL(url).origin);

/** Makes the content security policy of the shell's page for a nonce; the OpenID provider is the only foreign origin in it. */
export function shellPolicy({
  issuer,
  endpoints,
}: Pick<ShellConfig, 'issuer' | 'endpoints'>): (nonce: string) => string {
  const spoken = originsOf([issuer, endpoints.token]);
  const visited = originsOf([issuer, endpoints.authorization, endpoints.endSession]);
  return (nonce) =>
    toPolicy({
      ...closed,
      'script-src': [SELF, `'nonce-${nonce}'`],
      'style-src': [SELF, `'nonce-${nonce}'`],
      'connect-src': [SELF, ...spoken],
      'img-src': [SELF, 'data:'],
      'font-src': [SELF],
      'frame-src': [SELF, ...visited],
      'form-action': [SELF, ...visited],
      'object-src': [NONE],
      'require-trusted-types-for': ["'script'"],
      'trusted-types': trustedTypes,
    });
}

/** Content security policy of the page that answers a silent sign-in inside a frame of the shell: one script, nothing else. */
export const silentPolicy = (nonce: string): string =>
  toPolicy({
    ...closed,
    'script-src': [`'nonce-${nonce}'`],
    'frame-ancestors': [SELF],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': [NONE],
  });

const permissionsPolicy = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Folders of built files: every header counts against the byte budget, and most only mean something on a page. */
const FILES = new Set(['assets', 'remotes']);

const fileHeaders = {
  'Content-Security-Policy': "default-src 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** Security headers of every answer; what is a page replaces the content security policy, which allows nothing, by its own. */
export function securityHeaders({ production }: { readonly production: boolean }): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: closed },
    // A sign-in in place opens the OpenID provider in a window and must see it come back.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: production,
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    const [, area = ''] = request.path.split('/', 2);
    if (FILES.has(area)) {
      response.set(fileHeaders);
      next();
      return;
    }
    if (area !== 'api') response.setHeader('Permissions-Policy', permissionsPolicy);
    protect(request, response, next);
  };
}
