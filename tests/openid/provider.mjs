// A certified OpenID provider that nobody here wrote, with people whose names it has verified or not.
// Usage: node provider.mjs PORT REDIRECT_URI. Prints a line once it listens. Its own development pages ask for a login;
// any password will do.
import Provider from 'oidc-provider';

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const verified = (claims, trust_framework = 'cn_resident_identity') => ({
  verified_claims: { verification: { trust_framework, time: '2026-01-05T09:00:00Z' }, claims },
});
const people = {
  ouyang: verified({ family_name: '欧阳', given_name: '示例', birthdate: '1996-05-06', gender: 'female' }),
  // A name that nobody verified proves nothing.
  plain: { name: 'Wen Example', birthdate: '1990-01-01' },
  child: verified({ name: 'Xiao Example', birthdate: '2015-02-03' }),
  elsewhere: verified({ name: 'Li Example', birthdate: '1990-01-01' }, 'loyalty_card'),
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'circles',
      client_secret: 'a secret of this test alone',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'birthdate'], identity: ['verified_claims'] },
  features: { claimsParameter: { enabled: true } },
  pkce: { methods: ['S256'], required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${issuer}`));
