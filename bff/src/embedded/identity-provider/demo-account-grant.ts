import { errors, type Provider, type TokenEndpointGrantContext } from 'oidc-provider';
import { proofVerifier } from '../../http/dpop.ts';
import { resourceServer } from './configuration.ts';
import { accessTokenSeconds, demoAccountGrant, type ProviderSettings } from './settings.ts';

type GrantContext = TokenEndpointGrantContext<{ account?: string }>;

/**
 * Grant of `eoms token`: a token of a demo person for a developer's shell. With a DPoP proof the token is bound to its key.
 * It exists in the embedded set-up only, which a production start refuses.
 */
export function registerDemoAccountGrant(provider: Provider, settings: ProviderSettings): void {
  const verifyProof = proofVerifier();

  async function boundKey(ctx: GrantContext): Promise<string | null> {
    const proof = ctx.get('DPoP');
    if (!proof) return null;
    const expected = { method: ctx.method, url: provider.urlFor('token'), token: null, keyThumbprint: null };
    try {
      return (await verifyProof(proof, expected)).keyThumbprint;
    } catch {
      throw new errors.InvalidDpopProof('the proof was not accepted');
    }
  }

  async function handle(ctx: GrantContext): Promise<void> {
    const { account } = ctx.oidc.params;
    if (typeof account !== 'string' || account === '') throw new errors.InvalidRequest('account is required');
    const person = await settings.people.findByAccount(account);
    if (!person?.active) throw new errors.InvalidGrant('there is no such account, or it is not active');
    const key = await boundKey(ctx);
    const token = new provider.AccessToken({
      accountId: person.subject,
      client: ctx.oidc.client,
      gty: demoAccountGrant,
      resourceServer: new provider.ResourceServer(settings.audience, resourceServer(settings.audience)),
    } as ConstructorParameters<Provider['AccessToken']>[0]);
    if (key !== null) token.setThumbprint('jkt', key);
    ctx.body = { access_token: await token.save(), token_type: token.tokenType, expires_in: accessTokenSeconds };
  }

  provider.registerGrantType<{ account?: string }>(demoAccountGrant, handle, ['account']);
}
