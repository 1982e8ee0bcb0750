import type { Json } from './openapi-schemas.ts';

const headerParameter = (name: string, required: boolean, description: string, schema: Json): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema,
});

/** Headers and ways of signing in that operations refer to. */
export const sharedParts: Json = {
  parameters: {
    IdempotencyKey: headerParameter(
      'Idempotency-Key',
      true,
      '请求编号：每次提交一个新的，重试沿用 / A fresh key for each command, the same on retries; kept for 24 hours',
      {
        type: 'string',
        minLength: 8,
        maxLength: 100,
        pattern: '^[\\x21-\\x7e]+$',
        examples: ['5f0c2a52-5b1e-4d0e-9d2f-3f1b8f6f6a01'],
      },
    ),
    IfMatch: headerParameter('If-Match', true, '读取时看到的版本 / Version you saw, as `"3"` or the whole entity tag', {
      type: 'string',
      examples: ['"3"'],
    }),
    IfNoneMatch: headerParameter(
      'If-None-Match',
      false,
      '上次的 ETag，没有变化时回答 304 / Entity tag of the last answer',
      { type: 'string' },
    ),
    ScimIfMatch: headerParameter(
      'If-Match',
      false,
      '资源的 meta.version，已被他人修改时回答 412 / `meta.version` of the resource; 412 when it has changed since',
      { type: 'string', examples: ['W/"9f86d081884c7d65"'] },
    ),
    AuthzVersion: headerParameter(
      'Authz-Version',
      false,
      '此前命令回答的权限版本：本次回答不早于它 / Version a command answered: this answer is from no earlier one',
      { type: 'string', pattern: '^[0-9]{1,15}$', examples: ['1207'] },
    ),
  },
  headers: {
    RequestId: { description: '请求编号，与日志一致 / Id of this request, as in the logs', schema: { type: 'string' } },
    EntityTag: {
      description: '内容标识；有版本的记录以版本号开头 / Entity tag; begins with the version of a versioned record',
      schema: { type: 'string' },
    },
    AuthzVersion: {
      description: '命令完成后的权限版本 / Version of all permissions after the command',
      schema: { type: 'string' },
    },
    Replayed: {
      description: '为 true 时是同一请求编号的已存回答 / `true` when this is the stored answer to the same key',
      schema: { type: 'string', enum: ['true'] },
    },
  },
  securitySchemes: {
    dpop: {
      type: 'http',
      scheme: 'DPoP',
      description:
        '登录人员：绑定密钥的访问令牌 + DPoP 证明（RFC 9449） / People: key-bound access token plus a DPoP proof',
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: '接入方：客户端凭据（private_key_jwt） / Service clients: client credentials with private_key_jwt',
    },
  },
};
