import { createHash } from 'node:crypto';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import { openApiDocument } from '@eoms/contracts/openapi';
import { entityTag, isUnchanged } from './conditional.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const SETUP = `SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#api', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [], validatorUrl: null, syntaxHighlight: { theme: 'idea' }, filter: true, displayOperationId: true,
});`;

const STYLE = `
body { margin: 0; background: #fff; color: #1f2329; font-family: system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; }
header { padding: 24px 20px; border-bottom: 1px solid #e5e6eb; }
header > div { max-width: 1420px; margin: 0 auto; padding: 0 20px; box-sizing: border-box; }
h1 { margin: 0 0 8px; font-size: 24px; }
header p { margin: 4px 0; max-width: 80ch; line-height: 1.6; }
header a { color: #0b57d0; }
.swagger-ui .topbar, .swagger-ui .info { display: none; }
.swagger-ui .opblock-tag { font-size: 20px; }
.swagger-ui .opblock .opblock-summary-operation-id { font-size: 13px; }
@media (max-width: 640px) { header > div { padding: 0; } .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; } }`;

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口文档 API · EOMS</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/swagger-ui.css"><style>${STYLE}</style>
</head>
<body>
<header><div><h1>EOMS 接口文档 <span lang="en">API</span></h1>
<p>人员使用 DPoP 访问令牌，接入方（service client）使用客户端凭据。每个命令都带 <code>Idempotency-Key</code>；错误以 problem+json 回答，<code>code</code> 不变。</p>
<p lang="en">People call with a DPoP access token, service clients with client credentials. Every command carries an <code>Idempotency-Key</code>; refusals are problem+json with a stable <code>code</code>.</p>
<p><a href="/openapi.json">OpenAPI 3.1 (JSON)</a></p></div></header>
<main id="api"></main>
<script src="/docs/swagger-ui-bundle.js"></script><script>${SETUP}</script>
</body>
</html>`;

// Swagger UI styles through the CSSOM, which a policy allows; the page's own script and style go by their digests.
const POLICY = [
  "default-src 'none'",
  `script-src 'self' ${hashOf(SETUP)}`,
  `style-src 'self' ${hashOf(STYLE)}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const docsPage: RequestHandler = (_request, response) => {
  response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' }).type('html').send(PAGE);
};

const documentFile = (text: string): RequestHandler => {
  const etag = entityTag(null, text, true);
  return (request, response) => {
    response.set({ 'Cache-Control': 'no-cache', ...(etag ? { ETag: etag } : {}) });
    if (isUnchanged(request.headers['if-none-match'], etag)) response.status(304).end();
    else response.type('application/json').send(text);
  };
};

const SHOWN = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** `/openapi.json` and the page `/docs` that shows it; everything comes from this server. */
export function documentation(serverUrl: string, version: string): Router {
  const router = Router();
  router.get('/openapi.json', documentFile(JSON.stringify(openApiDocument({ serverUrl, version }))));
  router.get('/docs', docsPage);
  const files = express.static(absolutePath(), { index: false, maxAge: '1h', fallthrough: true });
  for (const name of SHOWN) {
    router.get(join('/docs', name), (request, response, next) => {
      request.url = `/${name}`;
      files(request, response, next);
    });
  }
  return router;
}
